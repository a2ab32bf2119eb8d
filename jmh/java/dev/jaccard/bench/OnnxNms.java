package dev.jaccard.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** ONNX Runtime's NonMaxSuppression operator on one thread, in a model that has nothing else. */
final class OnnxNms implements AutoCloseable {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs;

  OnnxNms(float[] rows, float[] scores, float threshold) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    session = environment.createSession(model(), options);
    long count = scores.length;
    inputs =
        Map.of(
            "boxes",
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), new long[] {1, count, 4}),
            "scores",
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(scores), new long[] {1, 1, count}),
            "most",
            OnnxTensor.createTensor(environment, new long[] {count}),
            "iou",
            OnnxTensor.createTensor(environment, new float[] {threshold}));
  }

  /** The kept indices. */
  int[] apply() {
    try (OrtSession.Result result = session.run(inputs)) {
      long[][] selected = (long[][]) result.get(0).getValue();
      int[] kept = new int[selected.length];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = (int) selected[i][2];
      }
      return kept;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The model as protocol buffers: fields of ModelProto, GraphProto and NodeProto by number. */
  private static byte[] model() {
    Message node = new Message();
    for (String input : new String[] {"boxes", "scores", "most", "iou"}) {
      node.text(1, input);
    }
    node.text(2, "selected").text(4, "NonMaxSuppression");
    Message graph = new Message().message(1, node).text(2, "nms");
    graph.message(11, tensor("boxes", FLOAT, 3)).message(11, tensor("scores", FLOAT, 3));
    graph.message(11, tensor("most", INT64, 1)).message(11, tensor("iou", FLOAT, 1));
    graph.message(12, tensor("selected", INT64, 2));
    Message operators = new Message().text(1, "").number(2, OPERATOR_SET);
    return new Message().number(1, IR_VERSION).message(7, graph).message(8, operators).bytes();
  }

  private static Message tensor(String name, int type, int dimensions) {
    Message shape = new Message();
    for (int i = 0; i < dimensions; i++) {
      shape.message(1, new Message().text(2, name + i));
    }
    Message tensor = new Message().number(1, type).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A message of protocol buffers that is being written. */
  private static final class Message {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    private Message number(int field, int value) {
      variable(field << 3);
      variable(value);
      return this;
    }

    private Message text(int field, String value) {
      return field(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private Message message(int field, Message value) {
      return field(field, value.bytes());
    }

    private Message field(int field, byte[] value) {
      variable(field << 3 | 2);
      variable(value.length);
      content.writeBytes(value);
      return this;
    }

    private void variable(int value) {
      int rest = value;
      while (rest > 0x7f) {
        content.write(rest & 0x7f | 0x80);
        rest >>>= 7;
      }
      content.write(rest);
    }

    private byte[] bytes() {
      return content.toByteArray();
    }
  }

  @Override
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}

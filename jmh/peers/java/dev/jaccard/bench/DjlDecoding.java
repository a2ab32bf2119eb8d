package dev.jaccard.bench;

import ai.djl.engine.Engine;
import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.modality.cv.translator.YoloV8Translator;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The post-processing of DJL's translator for YOLOv8, on an NDArray of its PyTorch engine. */
final class DjlDecoding {
  private static final int SIZE = 640;
  private static final List<String> NAMES =
      IntStream.range(0, HeadOutput.CLASSES).mapToObj(Integer::toString).toList();

  static {
    // the engine is on the class path; nothing is to be looked for elsewhere
    System.setProperty("ai.djl.offline", "true");
  }

  private final Translator translator;
  private final NDList outputs;

  /** Opens what the benchmark calls. */
  private static final class Translator extends YoloV8Translator {
    private Translator(YoloV8Translator.Builder builder) {
      super(builder);
      // which a translator in use loads from its model
      classes = NAMES;
    }

    private DetectedObjects process(NDList list) {
      return processFromBoxOutput(SIZE, SIZE, list);
    }
  }

  DjlDecoding(HeadOutput output) {
    YoloV8Translator.Builder builder = YoloV8Translator.builder();
    builder.optSynset(IntStream.range(0, HeadOutput.CLASSES).mapToObj(Integer::toString).toList());
    builder.optThreshold(HeadOutput.CONFIDENCE);
    builder.optNmsThreshold(HeadOutput.IOU);
    builder.build();
    translator = new Translator(builder);
    float[] values = new float[HeadOutput.CHANNELS * HeadOutput.ANCHORS];
    output.buffer.get(0, values);
    NDArray array =
        Engine.getEngine("PyTorch")
            .newBaseManager()
            .create(values, new Shape(HeadOutput.CHANNELS, HeadOutput.ANCHORS));
    outputs = new NDList(array);
  }

  DetectedObjects process() {
    return translator.process(outputs);
  }

  /** The detections, best first. */
  List<PlainDecoding.Found> sorted() {
    DetectedObjects objects = process();
    List<PlainDecoding.Found> found = new ArrayList<>();
    for (int i = 0; i < objects.getNumberOfObjects(); i++) {
      DetectedObjects.DetectedObject object = objects.item(i);
      BoundingBox box = object.getBoundingBox();
      Rectangle bounds = box.getBounds();
      found.add(
          new PlainDecoding.Found(
              (float) bounds.getX(),
              (float) bounds.getY(),
              (float) (bounds.getX() + bounds.getWidth()),
              (float) (bounds.getY() + bounds.getHeight()),
              (float) object.getProbability(),
              Integer.parseInt(object.getClassName())));
    }
    found.sort(Comparator.comparing(PlainDecoding.Found::score).reversed());
    return found;
  }
}

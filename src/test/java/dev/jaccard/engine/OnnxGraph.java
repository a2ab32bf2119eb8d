package dev.jaccard.engine;

/** Builds a small ONNX model: nodes, constants, inputs and outputs. */
final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final ProtobufWriter graph = new ProtobufWriter().text(2, "graph");

  /** An attribute of a node: whole numbers. */
  record Attribute(String name, boolean list, long... values) {
    static Attribute of(String name, long value) {
      return new Attribute(name, false, value);
    }

    static Attribute list(String name, long... values) {
      return new Attribute(name, true, values);
    }

    private ProtobufWriter write() {
      ProtobufWriter writer = new ProtobufWriter().text(1, name);
      for (long value : values) {
        writer.number(list ? 8 : 3, value);
      }
      return writer.number(20, list ? ATTRIBUTE_INTS : ATTRIBUTE_INT);
    }
  }

  /** Adds a node; inputs and outputs are names, separated by spaces. */
  OnnxGraph node(String operator, String inputs, String outputs, Attribute... attributes) {
    ProtobufWriter node = new ProtobufWriter();
    for (String input : inputs.split(" ")) {
      node.text(1, input);
    }
    for (String output : outputs.split(" ")) {
      node.text(2, output);
    }
    node.text(4, operator);
    for (Attribute attribute : attributes) {
      node.message(5, attribute.write());
    }
    graph.message(1, node);
    return this;
  }

  /** Adds a constant of floats. */
  OnnxGraph constant(String name, float[] values, long... shape) {
    graph.message(5, tensor(name, FLOAT, shape).floats(9, values));
    return this;
  }

  /** Adds a constant of whole numbers, in one dimension. */
  OnnxGraph constant(String name, long... values) {
    graph.message(5, tensor(name, INT64, values.length).longs(9, values));
    return this;
  }

  private static ProtobufWriter tensor(String name, int type, long... shape) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (long length : shape) {
      tensor.number(1, length);
    }
    return tensor.number(2, type).text(8, name);
  }

  /** Adds an input of floats. */
  OnnxGraph input(String name, long... shape) {
    graph.message(11, value(name, FLOAT, shape));
    return this;
  }

  /** Adds an output of floats. */
  OnnxGraph output(String name, long... shape) {
    graph.message(12, value(name, FLOAT, shape));
    return this;
  }

  /** Adds an output of whole numbers, [n][columns]. */
  OnnxGraph outputOfIndices(String name, long columns) {
    graph.message(12, value(name, INT64, -1, columns));
    return this;
  }

  private static ProtobufWriter value(String name, int type, long... shape) {
    ProtobufWriter dimensions = new ProtobufWriter();
    for (long length : shape) {
      ProtobufWriter dimension = new ProtobufWriter();
      dimensions.message(1, length < 0 ? dimension.text(2, "n") : dimension.number(1, length));
    }
    ProtobufWriter tensorType = new ProtobufWriter().number(1, type).message(2, dimensions);
    return new ProtobufWriter()
        .text(1, name)
        .message(2, new ProtobufWriter().message(1, tensorType));
  }

  /** The model's file. */
  byte[] toModel() {
    return new ProtobufWriter()
        .number(1, IR_VERSION)
        .text(2, "test")
        .message(7, graph)
        .message(8, new ProtobufWriter().text(1, "").number(2, OPSET))
        .toBytes();
  }
}

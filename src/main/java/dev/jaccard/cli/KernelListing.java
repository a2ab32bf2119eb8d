package dev.jaccard.cli;

import dev.jaccard.BoxFormat;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.lower.Program;
import dev.jaccard.lower.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A program as the Java that its emitted loop stands for, an operation a line. A temporary's number
 * is the line number that profilers show.
 */
final class KernelListing {
  private static final String BEFORE_LOOP = "  ";
  private static final String IN_LOOP = "    ";

  private final Program program;
  private final BoxFormat format;
  private final Map<Node, String> names = new HashMap<>();
  private final Map<Node, Integer> numbers = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  private KernelListing(Program program, BoxFormat format) {
    this.program = program;
    this.format = format;
    for (Node node : program.nodes()) {
      numbers.put(node, numbers.size() + 1);
    }
  }

  /**
   * The lines of the listing.
   *
   * @param format the boxes' format, or null for a program without boxes
   */
  static List<String> of(Program program, BoxFormat format) {
    return new KernelListing(program, format).method();
  }

  private List<String> method() {
    String memory =
        program.arguments().stream()
            .map(argument -> "MemorySegment " + argument)
            .collect(Collectors.joining(", "));
    lines.add("void run(" + memory + ", int count) {");
    program.nodes().stream().filter(program::isInvariant).forEach(this::define);
    program.stages().forEach(this::loop);
    lines.add("}");
    return lines;
  }

  private void loop(Stage stage) {
    names.keySet().removeIf(node -> !program.isInvariant(node));
    lines.add("  for (int i = 0; i < count; i += SPECIES.length()) {");
    stage.loads().forEach(this::load);
    stage
        .outputs()
        .forEach((plane, node) -> {
          define(node);
          lines.add(
              IN_LOOP
                  + "store(%s, %s, %d, i);"
                      .formatted(operand(node), plane.argument(), plane.index()));
        });
    lines.add("  }");
  }

  private void load(Node node, Plane plane) {
    String name = node.op() == Op.INPUT ? input(plane) : temporary(node);
    names.put(node, name);
    lines.add(
        IN_LOOP
            + "FloatVector %s = load(%s, %d, i);".formatted(name, plane.argument(), plane.index()));
  }

  private String temporary(Node node) {
    return "t" + numbers.get(node);
  }

  /** Adds the lines for a node and for what it is made of, in the order of the emitted loop. */
  private void define(Node node) {
    if (names.containsKey(node) || isLiteral(node)) {
      return;
    }
    node.arguments().forEach(this::define);
    String name = node.op() == Op.SCALAR ? (String) node.payload() : temporary(node);
    names.put(node, name);
    String type =
        switch (node.op().type()) {
          case FLOAT -> "FloatVector";
          case INT -> "IntVector";
          case MASK -> "VectorMask<Float>";
        };
    lines.add(
        (program.isInvariant(node) ? BEFORE_LOOP : IN_LOOP)
            + type
            + " "
            + name
            + " = "
            + value(node)
            + ";");
  }

  private String input(Plane plane) {
    return format == null
        ? plane.argument() + (plane.index() == 0 ? "" : plane.index())
        : ExpressionListing.input(plane, format);
  }

  private String value(Node node) {
    return switch (node.op()) {
      case SCALAR -> "broadcast(scalars[" + program.scalars().indexOf(node.payload()) + "])";
      case SELECT -> masked(node.argument(2), "blend", node.argument(1), node.argument(0));
      case MASKED_ADD -> masked(node.argument(1), "add", node.argument(2), node.argument(0));
      case MASKED_SUB -> masked(node.argument(1), "sub", node.argument(2), node.argument(0));
      case MASKED_MUL -> masked(node.argument(1), "mul", node.argument(2), node.argument(0));
      case LESS -> call(node, "compare", "LT");
      case LESS_OR_EQUAL -> call(node, "compare", "LE");
      case INT_NEGATIVE -> call(node, "compare", "LT", "0") + ".cast(SPECIES)";
      case EQUAL -> call(node, "compare", "EQ");
      case INT_OR -> call(node, "lanewise", "OR");
      case INT_XOR -> call(node, "lanewise", "XOR");
      case SHIFT_LEFT -> call(node, "lanewise", "LSHL", node.payload().toString());
      case SHIFT_RIGHT -> call(node, "lanewise", "ASHR", node.payload().toString());
      case INT_TO_FLOAT -> call(node, "convert", "I2F", "0");
      case FLOAT_TO_BITS -> call(node, "reinterpretAsInts");
      case BITS_TO_FLOAT -> call(node, "reinterpretAsFloats");
      case EXACT_DIV -> call(node, "div");
      default -> call(node, node.op().name().toLowerCase(Locale.ROOT).replace("int_", ""));
    };
  }

  private String masked(Node first, String method, Node second, Node mask) {
    return vector(first) + "." + method + "(" + operand(second) + ", " + operand(mask) + ")";
  }

  /** A method of the first argument, applied to given words and then the other arguments. */
  private String call(Node node, String method, String... words) {
    List<Node> arguments = new ArrayList<>(node.arguments());
    if (node.op().commutative() && isLiteral(arguments.get(0))) {
      arguments.add(1, arguments.removeFirst());
    }
    List<String> parts = new ArrayList<>(List.of(words));
    arguments.stream().skip(1).map(this::operand).forEach(parts::add);
    return vector(arguments.getFirst()) + "." + method + "(" + String.join(", ", parts) + ")";
  }

  private static boolean isLiteral(Node node) {
    return node.op() == Op.CONSTANT || node.op() == Op.INT_CONSTANT;
  }

  private String vector(Node node) {
    return isLiteral(node) ? "broadcast(" + operand(node) + ")" : operand(node);
  }

  private String operand(Node node) {
    return switch (node.op()) {
      case CONSTANT -> (float) node.constant() + "f";
      case INT_CONSTANT -> "0x" + Integer.toHexString((Integer) node.payload());
      default -> names.get(node);
    };
  }
}

package dev.jaccard.graph;

import java.util.Locale;

/** Writes nodes as text, for tests, messages and {@code explain}. */
public final class Notation {
  private static final int DEPTH = 6;

  private Notation() {}

  /**
   * A node as a formula, cut off at some depth.
   *
   * @param node the node
   * @return the formula
   */
  public static String text(Node node) {
    return text(node, DEPTH);
  }

  private static String text(Node node, int depth) {
    return switch (node.op()) {
      case INPUT, SCALAR, INT_CONSTANT -> node.payload().toString();
      case CONSTANT -> number(node.constant());
      default -> {
        if (depth == 0) {
          yield "…";
        }
        String[] arguments = new String[node.arguments().size()];
        for (int i = 0; i < arguments.length; i++) {
          arguments[i] = text(node.argument(i), depth - 1);
        }
        yield apply(node, arguments);
      }
    };
  }

  /**
   * A primitive applied to named arguments, as readable Java-like text.
   *
   * @param node the node whose primitive and payload are used
   * @param a the arguments' texts
   * @return the text
   */
  public static String apply(Node node, String... a) {
    return switch (node.op()) {
      case ADD, INT_ADD -> "(" + a[0] + " + " + a[1] + ")";
      case SUB, INT_SUB -> "(" + a[0] + " - " + a[1] + ")";
      case MUL -> "(" + a[0] + " * " + a[1] + ")";
      case DIV, EXACT_DIV -> "(" + a[0] + " / " + a[1] + ")";
      case NEG -> "-" + a[0];
      case LESS -> "(" + a[0] + " < " + a[1] + ")";
      case LESS_OR_EQUAL -> "(" + a[0] + " <= " + a[1] + ")";
      case ANY_NEGATIVE -> "(" + a[0] + " < 0 || " + a[1] + " < 0)";
      case INT_NEGATIVE -> "(" + a[0] + " < 0)";
      case EQUAL -> "(" + a[0] + " == " + a[1] + ")";
      case OR -> "(" + a[0] + " || " + a[1] + ")";
      case INT_AND -> "(" + a[0] + " & " + a[1] + ")";
      case INT_OR -> "(" + a[0] + " | " + a[1] + ")";
      case INT_XOR -> "(" + a[0] + " ^ " + a[1] + ")";
      case SHIFT_LEFT -> "(" + a[0] + " << " + node.payload() + ")";
      case SHIFT_RIGHT -> "(" + a[0] + " >> " + node.payload() + ")";
      case SELECT -> "(" + a[0] + " ? " + a[1] + " : " + a[2] + ")";
      case MASKED_ADD -> "(" + a[0] + " ? " + a[1] + " + " + a[2] + " : " + a[1] + ")";
      case MASKED_SUB -> "(" + a[0] + " ? " + a[1] + " - " + a[2] + " : " + a[1] + ")";
      case MASKED_MUL -> "(" + a[0] + " ? " + a[1] + " * " + a[2] + " : " + a[1] + ")";
      case POWER -> "power(" + a[0] + ", " + number((Double) node.payload()) + ")";
      case INPUT, SCALAR, INT_CONSTANT -> node.payload().toString();
      case CONSTANT -> number(node.constant());
      default -> node.op().name().toLowerCase(Locale.ROOT) + "(" + String.join(", ", a) + ")";
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }
}

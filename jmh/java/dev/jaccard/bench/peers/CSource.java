package dev.jaccard.bench.peers;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints a lowered program as C: what a C programmer would hand to a compiler, one loop over {@code
 * restrict} pointers to floats. The operations are the graph's own, one statement each, so that a
 * compiler that keeps IEEE arithmetic must give our bits. The losses are summed as we sum them,
 * chunk by chunk while they are in the nearest cache, sixteen sums side by side, which compilers
 * make vectors of in every mode: the same work, and the same bits again.
 */
public final class CSource {
  /** The name of the function that is called. */
  public static final String ENTRY = "jaccard_run";

  private static final String INDENT = "    ";

  /** How a node is written; %1$s to %3$s are its arguments, %4$s its payload. */
  private static final Map<Op, String> FORMS =
      Map.ofEntries(
          Map.entry(Op.ADD, "%1$s + %2$s"),
          Map.entry(Op.SUB, "%1$s - %2$s"),
          Map.entry(Op.MUL, "%1$s * %2$s"),
          Map.entry(Op.DIV, "%1$s / %2$s"),
          Map.entry(Op.EXACT_DIV, "%1$s / %2$s"),
          Map.entry(Op.FMA, "__builtin_fmaf(%1$s, %2$s, %3$s)"),
          Map.entry(Op.NEG, "-%1$s"),
          Map.entry(Op.ABS, "__builtin_fabsf(%1$s)"),
          Map.entry(Op.SQRT, "__builtin_sqrtf(%1$s)"),
          Map.entry(Op.LESS, "%1$s < %2$s"),
          Map.entry(Op.LESS_OR_EQUAL, "%1$s <= %2$s"),
          Map.entry(Op.EQUAL, "%1$s == %2$s"),
          Map.entry(Op.INT_NEGATIVE, "%1$s < 0"),
          Map.entry(Op.OR, "%1$s | %2$s"),
          Map.entry(Op.SELECT, "%1$s ? %2$s : %3$s"),
          Map.entry(Op.MASKED_ADD, "%1$s ? %2$s + %3$s : %2$s"),
          Map.entry(Op.MASKED_SUB, "%1$s ? %2$s - %3$s : %2$s"),
          Map.entry(Op.MASKED_MUL, "%1$s ? %2$s * %3$s : %2$s"),
          Map.entry(Op.FLOAT_TO_BITS, "bits_of(%1$s)"),
          Map.entry(Op.BITS_TO_FLOAT, "float_of(%1$s)"),
          Map.entry(Op.INT_ADD, "(int) ((unsigned) %1$s + (unsigned) %2$s)"),
          Map.entry(Op.INT_SUB, "(int) ((unsigned) %1$s - (unsigned) %2$s)"),
          Map.entry(Op.INT_AND, "%1$s & %2$s"),
          Map.entry(Op.INT_OR, "%1$s | %2$s"),
          Map.entry(Op.INT_XOR, "%1$s ^ %2$s"),
          Map.entry(Op.INT_MAX, "%1$s > %2$s ? %1$s : %2$s"),
          Map.entry(Op.INT_MIN, "%1$s < %2$s ? %1$s : %2$s"),
          Map.entry(Op.SHIFT_LEFT, "(int) ((unsigned) %1$s << %4$s)"),
          Map.entry(Op.SHIFT_RIGHT, "%1$s >> %4$s"),
          Map.entry(Op.INT_TO_FLOAT, "(float) %1$s"));

  private static final Map<Op.Type, String> TYPES =
      Map.of(Op.Type.FLOAT, "float", Op.Type.INT, "int", Op.Type.MASK, "int");

  private final Program program;
  private final Map<Node, String> names = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  private CSource(Program program) {
    this.program = program;
  }

  /**
   * The source of a program.
   *
   * @param program the program
   * @return a translation unit that exports {@code double jaccard_run(float **planes, const float
   *     *scalars, long n)}, which returns the sum of the first output; the planes are the
   *     program's, inputs first
   */
  public static String of(Program program) {
    return new CSource(program).print();
  }

  private String print() {
    text.append(
        """
        static inline int bits_of(float x) { int i; __builtin_memcpy(&i, &x, 4); return i; }
        static inline float float_of(int i) { float x; __builtin_memcpy(&x, &i, 4); return x; }

        static double sum_of(const float *restrict x, long n) {
          double lanes[16] = {0};
          const long end = n - n % 16;
          for (long i = 0; i < end; i += 16)
            for (int k = 0; k < 16; k++) lanes[k] += x[i + k];
          for (long i = end; i < n; i++) lanes[i % 16] += x[i];
          double total = 0;
          for (int k = 0; k < 16; k++) total += lanes[k];
          return total;
        }

        """);
    List<Plane> planes = program.planes();
    int inputs = program.inputPlanes().size();
    List<String> parameters = new ArrayList<>();
    for (int p = 0; p < planes.size(); p++) {
      parameters.add((p < inputs ? "const float *restrict p" : "float *restrict p") + p);
    }
    parameters.add("const float *restrict scalars");
    parameters.add("long n");
    // not inlined: as parameters the pointers keep their restrict
    line("static __attribute__((noinline)) void kernel(%s) {", String.join(", ", parameters));
    int scalar = 0;
    for (String name : program.scalars()) {
      line("  const float s%d = scalars[%d]; // %s", scalar, scalar, name);
      scalar++;
    }
    line("  for (long i = 0; i < n; i++) {");
    int number = 0;
    for (Node node : program.nodes()) {
      statement(node, number++);
    }
    int plane = inputs;
    for (Node node : program.outputs().values()) {
      line(INDENT + "p%d[i] = %s;", plane++, names.get(node));
    }
    line("  }");
    line("}");
    line("");
    line("double %s(float **planes, const float *scalars, long n) {", ENTRY);
    StringBuilder arguments = new StringBuilder();
    for (int p = 0; p < planes.size(); p++) {
      arguments.append("planes[").append(p).append("] + start, ");
    }
    line("  double sum = 0;");
    line("  for (long start = 0; start < n; start += %d) {", Kernel.CHUNK);
    line("    const long count = n - start < %1$d ? n - start : %1$d;", Kernel.CHUNK);
    line("    kernel(%sscalars, count);", arguments);
    line("    sum += sum_of(planes[%d] + start, count);", inputs);
    line("  }");
    line("  return sum;");
    line("}");
    return text.toString();
  }

  private void statement(Node node, int number) {
    switch (node.op()) {
      case CONSTANT -> names.put(node, constant((float) node.constant()));
      case INT_CONSTANT -> names.put(node, integer((Integer) node.payload()));
      case SCALAR -> names.put(node, "s" + program.scalars().indexOf(node.payload()));
      default -> {
        String name = "v" + number;
        line(INDENT + "const %s %s = %s;", TYPES.get(node.op().type()), name, expression(node));
        names.put(node, name);
      }
    }
  }

  private String expression(Node node) {
    if (node.op() == Op.INPUT) {
      return "p" + program.inputPlanes().indexOf((Plane) node.payload()) + "[i]";
    }
    String form = FORMS.get(node.op());
    if (form == null) {
      throw new IllegalArgumentException(node.op() + " was not lowered");
    }
    String[] arguments = {"", "", ""};
    for (int i = 0; i < node.arguments().size(); i++) {
      arguments[i] = names.get(node.argument(i));
    }
    return String.format(form, arguments[0], arguments[1], arguments[2], node.payload());
  }

  /** In hexadecimal, which loses no bit. */
  private static String constant(float value) {
    if (Float.isNaN(value)) {
      return "__builtin_nanf(\"\")";
    }
    if (Float.isInfinite(value)) {
      return value > 0 ? "__builtin_inff()" : "(-__builtin_inff())";
    }
    String digits = Float.toHexString(value) + "f";
    return value < 0 || 1 / value < 0 ? "(" + digits + ")" : digits;
  }

  /** The smallest int has no literal in C. */
  private static String integer(int value) {
    return value == Integer.MIN_VALUE
        ? "(-2147483647 - 1)"
        : value < 0 ? "(" + value + ")" : Integer.toString(value);
  }

  private void line(String form, Object... values) {
    text.append(values.length == 0 ? form : String.format(form, values)).append('\n');
  }
}

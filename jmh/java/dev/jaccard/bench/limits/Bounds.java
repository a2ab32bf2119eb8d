package dev.jaccard.bench.limits;

import dev.jaccard.graph.Op;
import dev.jaccard.lower.Program;
import java.util.EnumMap;
import java.util.Map;

/**
 * The bounds of a program's time, per pair in nanoseconds.
 *
 * @param arithmetic what its vector operations take if no unit ever waits
 * @param memory what the memory kernel with the same planes takes
 */
public record Bounds(double arithmetic, double memory) {
  /**
   * The bounds of a program.
   *
   * <p>Divisions and square roots have a unit of their own that works beside the others; so the
   * arithmetic takes the longer one of both. A comparison counts as the time of comparison and
   * blend less a blend, which is as fast as an addition.
   *
   * @param program the program
   * @param times the time of one vector operation of each kind, in nanoseconds
   * @param lanes how many pairs a vector has
   * @param memory the time of the memory kernel, per pair
   * @return its bounds
   */
  public static Bounds of(Program program, Map<Operation, Double> times, int lanes, double memory) {
    double add = times.get(Operation.ADD);
    double compare = Math.max(add, times.get(Operation.COMPARE_AND_BLEND) - add);
    Map<Op, Double> costs = new EnumMap<>(Op.class);
    costs.put(Op.LESS, compare);
    costs.put(Op.LESS_OR_EQUAL, compare);
    costs.put(Op.EQUAL, compare);
    costs.put(Op.INT_NEGATIVE, compare);
    costs.put(Op.MUL, times.get(Operation.MULTIPLY));
    costs.put(Op.MASKED_MUL, times.get(Operation.MULTIPLY));
    costs.put(Op.FMA, times.get(Operation.FMA));
    Map<Op, Double> divider = new EnumMap<>(Op.class);
    divider.put(Op.DIV, times.get(Operation.DIVIDE));
    divider.put(Op.EXACT_DIV, times.get(Operation.DIVIDE));
    divider.put(Op.SQRT, times.get(Operation.SQUARE_ROOT));
    double units = 0;
    double divisions = 0;
    for (Map.Entry<Op, Integer> count : program.operations().entrySet()) {
      Double division = divider.get(count.getKey());
      if (division == null) {
        units += count.getValue() * costs.getOrDefault(count.getKey(), add);
      } else {
        divisions += count.getValue() * division;
      }
    }
    return new Bounds(Math.max(units, divisions) / lanes, memory);
  }

  /**
   * The bound that holds.
   *
   * @return the larger one
   */
  public double larger() {
    return Math.max(arithmetic, memory);
  }

  /**
   * Which bound holds.
   *
   * @return {@code arithmetic} or {@code memory}
   */
  public String name() {
    return arithmetic > memory ? "arithmetic" : "memory";
  }
}

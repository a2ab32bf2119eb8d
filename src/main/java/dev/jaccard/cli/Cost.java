package dev.jaccard.cli;

import dev.jaccard.graph.Op;
import dev.jaccard.lower.Program;
import java.util.Map;

/**
 * What a loop costs.
 *
 * @param operations the vector operations of an iteration
 * @param divisions how many of them are divisions
 * @param bytesPerPair the bytes read and written for each pair
 */
record Cost(int operations, int divisions, int bytesPerPair) {
  /** The cost of a program. */
  static Cost of(Program program) {
    Map<Op, Integer> counts = program.operations();
    return new Cost(
        program.operationCount(),
        counts.getOrDefault(Op.DIV, 0) + counts.getOrDefault(Op.EXACT_DIV, 0),
        program.bytesPerPair());
  }
}

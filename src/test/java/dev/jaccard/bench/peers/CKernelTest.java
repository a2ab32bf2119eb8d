package dev.jaccard.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxLoss;
import dev.jaccard.bench.Losses;
import dev.jaccard.bench.Pairs;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.lower.Program;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The C peer computes what we compute: the same bits where its compiler keeps IEEE arithmetic. */
class CKernelTest {
  private static final int PAIRS = 5000;

  @BeforeAll
  static void needsACompiler() {
    assumeTrue(
        CCompiler.find().isPresent(),
        "skipped: there is no C compiler (gcc or cc) on the path, so the C peer is not compared");
  }

  static Stream<String> losses() {
    return Catalog.entries().stream().map(CatalogEntry::name);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void strictCHasOurBits(String name) {
    for (boolean gradient : List.of(false, true)) {
      Pairs theirs = new Pairs(PAIRS);
      Pairs ours = new Pairs(PAIRS);
      assertEquals(
          runOurs(name, gradient, ours),
          runInC(name, gradient, CMode.STRICT, theirs),
          () -> "the sum of the losses of " + name);
      for (Plane plane : Losses.program(name, gradient).outputs().keySet()) {
        MemorySegment expected = ours.plane(plane);
        MemorySegment actual = theirs.plane(plane);
        for (int i = 0; i < PAIRS; i++) {
          int index = i;
          assertEquals(
              bits(expected, i),
              bits(actual, i),
              () -> String.format(Locale.ROOT, "%s, %s, pair %d", name, plane, index));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void fastMathIsCloseToOurs(String name) {
    Pairs theirs = new Pairs(PAIRS);
    Pairs ours = new Pairs(PAIRS);
    double sum = runOurs(name, true, ours);
    assertEquals(1, runInC(name, true, CMode.FAST_MATH, theirs) / sum, 2e-4, name);
    Plane loss = new Plane(LossProgram.LOSS, 0);
    for (int i = 0; i < PAIRS; i++) {
      float expected = ours.plane(loss).getAtIndex(ValueLayout.JAVA_FLOAT, i);
      float actual = theirs.plane(loss).getAtIndex(ValueLayout.JAVA_FLOAT, i);
      // it may reassociate, which costs some roundings, and use approximate reciprocals
      assertEquals(expected, actual, 2e-4 * Math.max(1, Math.abs(expected)), name + " " + i);
    }
  }

  private static double runInC(String name, boolean gradient, CMode mode, Pairs pairs) {
    Program program = Losses.program(name, gradient);
    float[] scalars = new float[program.scalars().size()];
    assertEquals(0, scalars.length, "the benchmarked programs have no scalars");
    return new CKernel(program, CCompiler.find().orElseThrow(), mode)
        .call(pairs::plane, scalars, PAIRS)
        .getAsDouble();
  }

  private static double runOurs(String name, boolean gradient, Pairs pairs) {
    BoxLoss loss = Losses.build(name, Backend.AUTO);
    Batch batch = new Batch(pairs.prediction, pairs.target).losses(pairs.losses);
    double sum =
        gradient ? loss.forwardBackward(batch.gradient(pairs.gradient)) : loss.forward(batch);
    assertTrue(sum > 0, "the losses of " + name + " sum to " + sum);
    return sum;
  }

  /** NaNs count as equal, of whatever payload. */
  private static int bits(MemorySegment plane, int index) {
    return Float.floatToIntBits(plane.getAtIndex(ValueLayout.JAVA_FLOAT, index));
  }
}

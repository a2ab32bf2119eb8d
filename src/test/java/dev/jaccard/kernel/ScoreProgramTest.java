package dev.jaccard.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.emit.Emitter;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.emit.Reading;
import dev.jaccard.graph.Op;
import dev.jaccard.loss.Parameter;
import dev.jaccard.lower.Program;
import dev.jaccard.lower.ZeroInput;
import dev.jaccard.pass.DistributionPasses;
import dev.jaccard.pass.PlaneGroups;
import dev.jaccard.pass.SoftmaxPasses;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreEntry;
import dev.jaccard.scoreloss.ScoreExpression;
import dev.jaccard.scoreloss.ScoreTerms;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kernels of losses of scores cost. */
class ScoreProgramTest {
  private static Program program(ScoreEntry entry) {
    Map<String, Double> parameters =
        entry.parameters().stream()
            .collect(Collectors.toMap(Parameter::name, Parameter::defaultValue));
    return new ScoreProgram(true, true, true)
        .of(entry.name(), ScoreExpression.of(entry, parameters));
  }

  static Stream<Program> programs() {
    return Stream.of(
            ScoreCatalog.entries().stream()
                .filter(ScoreEntry::isElementwise)
                .map(ScoreProgramTest::program),
            SoftmaxPasses.of(PlaneGroups.GROUP, true, true).programs().stream(),
            distribution(17))
        .flatMap(programs -> programs);
  }

  private static Stream<Program> distribution(int bins) {
    return DistributionPasses.of(new DistributionPasses.Wanted(bins, true, true, true, true))
        .programs()
        .stream();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void methodsAreSmallEnoughForTheCompiler(Program program) {
    for (Reading reading : Reading.values()) {
      for (MemoryKind memory : MemoryKind.values()) {
        int size = Emitter.methodSize(program, reading, memory);
        assertTrue(size <= Emitter.LARGEST_METHOD, program.name() + ": " + size);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"bce, 40", "focal, 59", "quality-focal, 50", "varifocal, 55"})
  void oneExponentialAndOneDivisionServeAll(String name, int operations) {
    Program program = program(ScoreCatalog.entry(name));
    assertEquals(1, program.operations().get(Op.SHIFT_LEFT), "exponentials");
    assertEquals(1, program.operations().get(Op.DIV), "divisions");
    assertTrue(program.operationCount() <= operations, name + ": " + program.operationCount());
  }

  @ParameterizedTest
  @CsvSource({"bce, 37", "focal, 49", "quality-focal, 47", "varifocal, 49"})
  void aTargetThatIsZeroIsNotReadAndSavesOperations(String name, int operations) {
    Program program = ZeroInput.of(name, program(ScoreCatalog.entry(name)), ScoreTerms.TARGET);
    assertEquals(List.of("logit", "weight", "loss", "gradient"), program.arguments());
    assertTrue(program.operationCount() <= operations, name + ": " + program.operationCount());
  }
}

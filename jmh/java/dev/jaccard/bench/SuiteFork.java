package dev.jaccard.bench;

import dev.jaccard.bench.limits.SingleOperations;
import dev.jaccard.bench.measure.Canary;
import dev.jaccard.bench.measure.Timings;
import dev.jaccard.results.Measurement;
import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/** One JVM of a run: a part of the suite, with the canary before and after it. */
public final class SuiteFork {
  private static final Map<String, Function<SuitePlan, Timings>> PARTS =
      Map.of(
          "losses",
          plan -> new LossFork(plan).measure(),
          "limits",
          plan -> plan.rounds().measure(SingleOperations.tasks()),
          "curves",
          Curves::measure,
          "scores",
          ScoreFork::measure,
          "matching",
          MatchFork::measure,
          "layouts",
          Layouts::layouts,
          "width",
          Layouts::width);

  private SuiteFork() {}

  /**
   * Measures a part and writes its results.
   *
   * @param arguments the part, the plan, the file
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    SuitePlan plan = SuitePlan.of(arguments[1]);
    List<Measurement> before = plan.rounds().measure(Canary.tasks()).measurements();
    Timings part = PARTS.get(arguments[0]).apply(plan);
    List<Measurement> after = plan.rounds().measure(Canary.tasks()).measurements();
    List<Measurement> results = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      results.add(before.get(i).and(after.get(i)));
    }
    results.addAll(part.measurements());
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    if (!part.refused().isEmpty()) {
      facts.put(Provenance.REFUSED, String.join("; ", part.refused()));
    }
    new ResultFile(facts, results).write(Path.of(arguments[2]));
  }
}

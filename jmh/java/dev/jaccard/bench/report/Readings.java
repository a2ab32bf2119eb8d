package dev.jaccard.bench.report;

import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.Losses;
import dev.jaccard.bench.Provenance;
import dev.jaccard.bench.limits.Bounds;
import dev.jaccard.bench.limits.MemoryKernels;
import dev.jaccard.bench.limits.Operation;
import dev.jaccard.bench.limits.SingleOperations;
import dev.jaccard.lower.Program;
import dev.jaccard.results.Measurement;
import dev.jaccard.results.ResultFile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Results as the sections read them.
 *
 * @param results the results of a run
 */
record Readings(ResultFile results) {
  static final String OURS = Benchmarks.OURS;

  /** What is not known. */
  static final String NOTHING = "–";

  /** The values of a parameter of a benchmark, in order: numbers as numbers. */
  List<String> values(String benchmark, String parameter) {
    return results.measurements().stream()
        .filter(m -> m.benchmark().equals(benchmark))
        .map(m -> m.parameter(parameter))
        .filter(value -> !value.isEmpty())
        .distinct()
        .sorted((a, b) ->
            a.matches("\\d+") && b.matches("\\d+")
                ? Long.compare(Long.parseLong(a), Long.parseLong(b))
                : 0)
        .toList();
  }

  /** The losses of a benchmark, in the catalogue's order. */
  List<String> losses(String benchmark) {
    List<String> known = values(benchmark, "loss");
    return dev.jaccard.loss.Catalog.entries().stream()
        .map(dev.jaccard.loss.CatalogEntry::name)
        .filter(known::contains)
        .toList();
  }

  /** A peer's measurement of a loss, forward and backward. */
  Optional<Measurement> both(String loss, String peer, String threads, String pairs) {
    return results.find(
        Benchmarks.BOTH, "loss", loss, "peer", peer, "threads", threads, "pairs", pairs);
  }

  /** The time of the memory kernel with a program's planes. */
  OptionalDouble memory(Program program, String pairs) {
    Map<String, String> wanted = MemoryKernels.parameters(program, Integer.parseInt(pairs));
    return results.measurements().stream()
        .filter(m -> m.benchmark().equals(Benchmarks.MEMORY) && m.matches(wanted))
        .mapToDouble(m -> m.medians().typical())
        .findFirst();
  }

  /** The floats of a vector of the run. */
  int lanes() {
    return Integer.parseInt(results.provenance().getOrDefault(Provenance.BITS, "32")) / Float.SIZE;
  }

  Map<Operation, Double> operations() {
    return SingleOperations.times(results, lanes());
  }

  /** The bounds of a loss with its gradient; empty if a limit was not measured. */
  Optional<Bounds> bounds(String loss, String pairs) {
    Program program = Losses.program(loss, true);
    OptionalDouble memory = memory(program, pairs);
    Map<Operation, Double> times = operations();
    if (memory.isEmpty() || times.size() < Operation.values().length) {
      return Optional.empty();
    }
    return Optional.of(Bounds.of(program, times, lanes(), memory.getAsDouble()));
  }

  /** What else is known of a measurement, as text. */
  static String figure(Measurement measurement, String name, String form) {
    Double value = measurement.figures().get(name);
    return value == null ? NOTHING : String.format(Locale.ROOT, form, value);
  }

  /** A count with commas. */
  static String count(String number) {
    return String.format(Locale.ROOT, "%,d", Long.parseLong(number));
  }
}

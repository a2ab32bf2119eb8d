package dev.jaccard.bench;

import dev.jaccard.bench.measure.Allocation;
import dev.jaccard.emit.Lanes;
import dev.jaccard.results.Measurement;
import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The decoder beside plain loops and DJL's translator in one JVM, in two ways: in turns, so that
 * each finds the output where the others left it, and alone, again and again over the same output.
 * Several forks.
 */
public final class DecodeRatios {
  private static final int FORKS = 5;
  private static final int ROUNDS = 300;

  /** HotSpot asks C2 for what an image calls once only after some ten thousand images. */
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  private static final double NANOS_PER_MICRO = 1e3;

  /** How many times as fast as any other the decoder shall be. */
  private static final double GOAL = 10;

  private static final String BENCHMARK = "decoding";
  private static final String CONTENDER = "contender";
  private static final String WAY = "way";
  private static final String TURNS = "in turns";
  private static final String ALONE = "alone";
  private static final String OURS = "decoder";
  private static final String DJL = "DJL's YoloV8Translator";
  private static final String READING = "reading the scores alone";
  private static final List<String> PLAIN =
      List.of("plain loop, plane by plane", "plain loop, anchor by anchor");

  private DecodeRatios() {}

  /**
   * Runs the forks and writes the table, or, with {@code fork}, is one.
   *
   * @param arguments the file to write, the number of forks
   * @throws IOException if a fork fails or the file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("fork")) {
      new ResultFile(new TreeMap<>(), fork()).write(Path.of(arguments[1]));
      return;
    }
    Path file = Path.of(arguments.length > 0 ? arguments[0] : "jmh/results/decode.md");
    int forks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : FORKS;
    String before = Provenance.load();
    ResultFile found = new ResultFile(new TreeMap<>(), List.of());
    for (int i = 0; i < forks; i++) {
      System.err.println("fork " + (i + 1) + " of " + forks);
      found = found.and(SuiteJvm.run(DecodeRatios.class, "", List.of("fork")));
    }
    List<String> lines = new ArrayList<>(table(found, forks));
    lines.add("");
    lines.add(
        Provenance.machine() + ". Load before " + before + ", after " + Provenance.load() + ".");
    lines.forEach(System.out::println);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  private static List<Measurement> fork() {
    DecodeContenders contenders = new DecodeContenders();
    DjlDecoding djl = new DjlDecoding(contenders.output());
    contenders.requireSame(djl.sorted());
    SequencedMap<String, DoubleSupplier> calls = new LinkedHashMap<>();
    calls.put(OURS, contenders::decoder);
    calls.put(PLAIN.getFirst(), () -> contenders.planeByPlane().size());
    calls.put(PLAIN.getLast(), () -> contenders.anchorByAnchor().size());
    calls.put(READING, () -> 1 + Math.abs(sum(contenders.output().segment)));
    calls.put(DJL, () -> djl.process().getNumberOfObjects());
    Map<String, double[]> turns = new LinkedHashMap<>();
    calls.keySet().forEach(name -> turns.put(name, new double[ROUNDS]));
    calls.values().forEach(DecodeRatios::warmUp);
    for (int round = 0; round < ROUNDS; round++) {
      int index = round;
      calls.forEach((name, call) -> turns.get(name)[index] = micros(call));
    }
    List<Measurement> found = new ArrayList<>();
    calls.forEach((name, call) -> {
      double[] alone = new double[ROUNDS];
      // the first calls bring the output back into the caches
      for (int round = -ROUNDS; round < ROUNDS; round++) {
        alone[Math.max(0, round)] = micros(call);
      }
      double bytes = Allocation.bytesPerCall(call);
      found.add(measurement(name, TURNS, turns.get(name), bytes));
      found.add(measurement(name, ALONE, alone, bytes));
    });
    return found;
  }

  /** Four sums side by side, which is as fast as scores can be read. */
  private static float sum(MemorySegment output) {
    // tells C2 the exact class
    output.isNative();
    FloatVector a = FloatVector.zero(Lanes.SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    long bytes = Lanes.SPECIES.vectorByteSize();
    long first = 4L * Float.BYTES * HeadOutput.ANCHORS;
    int steps = (int) ((output.byteSize() - first) / (4 * bytes));
    for (int step = 0; step < steps; step++) {
      long at = first + step * 4 * bytes;
      a = a.add(FloatVector.fromMemorySegment(Lanes.SPECIES, output, at, Lanes.ORDER));
      b = b.add(FloatVector.fromMemorySegment(Lanes.SPECIES, output, at + bytes, Lanes.ORDER));
      c = c.add(FloatVector.fromMemorySegment(Lanes.SPECIES, output, at + 2 * bytes, Lanes.ORDER));
      d = d.add(FloatVector.fromMemorySegment(Lanes.SPECIES, output, at + 3 * bytes, Lanes.ORDER));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }

  private static void warmUp(DoubleSupplier call) {
    long end = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < end) {
      micros(call);
    }
  }

  private static double micros(DoubleSupplier call) {
    long start = System.nanoTime();
    double count = call.getAsDouble();
    double micros = (System.nanoTime() - start) / NANOS_PER_MICRO;
    if (count == 0) {
      throw new IllegalStateException("a contender found nothing");
    }
    return micros;
  }

  private static Measurement measurement(String name, String way, double[] times, double bytes) {
    return new Measurement(
        BENCHMARK,
        new TreeMap<>(Map.of(CONTENDER, name, WAY, way)),
        "us/op",
        List.of(times),
        new TreeMap<>(Map.of(Benchmarks.ALLOCATED, bytes)));
  }

  private static List<String> table(ResultFile found, int forks) {
    List<String> lines = new ArrayList<>();
    lines.add("# Decoding");
    lines.add("");
    lines.add(
        "An output of YOLOv8, [84][8400] with 100 candidates, to detections, suppression included,"
            + " on one thread. `DecodeRatios`: all find the same first. In turns: each once per"
            + " round, so that each finds the output where the others left it, mostly outside the"
            + " second-level cache. Alone: again and again over the same output. Medians of rounds,"
            + " of "
            + forks
            + " forks each; the multiples of the decoder's time are medians of the rounds' and then"
            + " of the forks'.");
    lines.add("");
    lines.add(
        "| | in turns, µs | x decoder | least, µs | alone, µs | x decoder | least, µs |"
            + " bytes allocated per image |");
    lines.add("|---|---|---|---|---|---|---|---|");
    List<String> names = new ArrayList<>(List.of(OURS));
    names.addAll(PLAIN);
    names.addAll(List.of(DJL, READING));
    for (String name : names) {
      lines.add(
          "| %s | %s | %s | %,.0f |"
              .formatted(
                  name,
                  cells(found, name, TURNS),
                  cells(found, name, ALONE),
                  find(found, name, TURNS).figures().get(Benchmarks.ALLOCATED)));
    }
    lines.add("");
    lines.add(
        "The goal: %.0f times DJL's translator and a plain loop, and nothing allocated."
            .formatted(GOAL));
    lines.add("");
    for (String way : List.of(TURNS, ALONE)) {
      lines.add(
          "- %s: %s; %s."
              .formatted(
                  way,
                  verdict(found, way, names.subList(1, 3)),
                  verdict(found, way, List.of(DJL))));
    }
    double bytes = find(found, OURS, ALONE).figures().get(Benchmarks.ALLOCATED);
    lines.add("- allocated: %s.".formatted(bytes == 0 ? "reached" : "missed"));
    return lines;
  }

  private static Measurement find(ResultFile found, String name, String way) {
    return found.find(BENCHMARK, CONTENDER, name, WAY, way).orElseThrow();
  }

  private static String cells(ResultFile found, String name, String way) {
    Measurement measured = find(found, name, way);
    double least =
        measured.forks().stream().flatMapToDouble(java.util.Arrays::stream).min().orElseThrow();
    return String.format(
        Locale.ROOT,
        "%s | %.1f | %.0f",
        measured.medians().text(),
        measured.timesAsLongAs(find(found, OURS, way)),
        least);
  }

  /** Whether the goal is reached beside the fastest of some others. */
  private static String verdict(ResultFile found, String way, List<String> others) {
    Measurement ours = find(found, OURS, way);
    String nearest = null;
    double times = Double.POSITIVE_INFINITY;
    for (String other : others) {
      double ratio = find(found, other, way).timesAsLongAs(ours);
      if (ratio < times) {
        times = ratio;
        nearest = other;
      }
    }
    return String.format(
        Locale.ROOT, "%s at %.1f times (%s)", times >= GOAL ? "reached" : "missed", times, nearest);
  }
}

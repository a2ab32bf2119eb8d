package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.MemoryProgram;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Forward and backward of every base loss beside the memory kernel, in one JVM, round by round:
 * what disturbs one disturbs all. Several forks; medians of rounds, and of forks.
 */
public final class Ratios {
  private static final int[] SIZES = {1024, 8192, 1_048_576};
  private static final int ROUNDS = 60;
  private static final double ROUND_NANOS = 3e6;
  private static final String MEMORY = "memory";

  private Ratios() {}

  /** Something to be timed. */
  private interface Task {
    double run();
  }

  /**
   * Runs the forks and writes the table, or, with {@code fork}, is one.
   *
   * @param arguments the file to write, the number of forks, the vector bits, the threads
   * @throws IOException if a fork cannot be started or the file not written
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("fork")) {
      fork(Integer.parseInt(arguments[1]));
      return;
    }
    Path file = Path.of(arguments.length > 0 ? arguments[0] : "jmh/results/ratios.md");
    int forks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    String bits = arguments.length > 2 ? arguments[2] : "512";
    String threads = arguments.length > 3 ? arguments[3] : "1";
    Map<String, List<double[]>> found = new LinkedHashMap<>();
    for (int i = 0; i < forks; i++) {
      System.err.println("fork " + (i + 1) + " of " + forks);
      runFork(bits, threads, found);
    }
    List<String> lines = table(found, forks, bits, threads);
    lines.forEach(System.out::println);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  private static void runFork(String bits, String threads, Map<String, List<double[]>> found)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Djaccard.vector.bits=" + bits,
                "-cp",
                System.getProperty("java.class.path"),
                Ratios.class.getName(),
                "fork",
                threads)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        found
            .computeIfAbsent(words[0] + " " + words[1], k -> new ArrayList<>())
            .add(new double[] {Double.parseDouble(words[2]), Double.parseDouble(words[3])});
      }
    }
  }

  private static List<String> table(
      Map<String, List<double[]>> found, int forks, String bits, String threads)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Forward and backward beside memory, " + bits + " bits, threads: " + threads);
    lines.add("");
    lines.add(
        "ns per pair (losses, gradients and the sum written), and the ratio to the memory kernel of"
            + " the same run; medians over "
            + forks
            + " forks; in brackets the ratios of the forks, smallest to largest.");
    lines.add("");
    lines.add("| loss | 1,024 | | 8,192 | | 1,048,576 | |");
    lines.add("|---|---|---|---|---|---|---|");
    List<String> names = new ArrayList<>(List.of(MEMORY));
    Catalog.entries().forEach(entry -> names.add(entry.name()));
    for (String name : names) {
      StringBuilder row = new StringBuilder("| " + name);
      for (int size : SIZES) {
        List<double[]> values = found.getOrDefault(name + " " + size, List.of());
        double[] nanos = values.stream().mapToDouble(v -> v[0]).sorted().toArray();
        double[] ratios = values.stream().mapToDouble(v -> v[1]).sorted().toArray();
        row.append(
            String.format(
                Locale.ROOT,
                " | %.2f | %.2f (%.2f-%.2f)",
                nanos[nanos.length / 2],
                ratios[ratios.length / 2],
                ratios[0],
                ratios[ratios.length - 1]));
      }
      lines.add(row + " |");
    }
    lines.add("");
    lines.add(
        cpu()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores, JDK "
            + System.getProperty("java.vm.version")
            + ", --add-modules jdk.incubator.vector, "
            + java.time.LocalDate.now(java.time.ZoneOffset.UTC)
            + ".");
    return lines;
  }

  private static String cpu() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static void fork(int threads) {
    Executor pool = threads > 1 ? ForkJoinPool.commonPool() : null;
    Kernel memory = new Kernel(MemoryProgram.backward());
    memory.warmUp(MemoryKind.SEGMENTS).join();
    Map<String, BoxLoss> losses = new LinkedHashMap<>();
    for (CatalogEntry entry : Catalog.entries()) {
      BoxLoss loss = Losses.build(entry.name(), Backend.AUTO);
      loss.warmUp(BoxFormat.XYXY);
      losses.put(entry.name(), loss);
    }
    for (int size : SIZES) {
      Pairs pairs = new Pairs(size);
      Map<String, Task> tasks = new LinkedHashMap<>();
      Argument[] arguments = pairs.arguments(memory.program());
      tasks.put(
          MEMORY,
          () -> memory.run(arguments, new float[0], size, Kernel.Choice.WHEN_READY, pool, threads));
      losses.forEach((name, loss) -> {
        Batch batch =
            new Batch(pairs.prediction, pairs.target)
                .losses(pairs.losses)
                .gradient(pairs.gradient)
                .executor(pool, threads);
        tasks.put(name, () -> loss.forwardBackward(batch));
      });
      measure(tasks, size);
    }
    System.out.flush();
  }

  private static void measure(Map<String, Task> tasks, int size) {
    List<String> names = List.copyOf(tasks.keySet());
    double[][] nanos = new double[names.size()][ROUNDS];
    double checked = 0;
    for (int round = -5; round < ROUNDS; round++) {
      for (int k = 0; k < names.size(); k++) {
        Task task = tasks.get(names.get(k));
        int calls = (int) Math.max(1, ROUND_NANOS / size);
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
          checked += task.run();
        }
        if (round >= 0) {
          nanos[k][round] = (double) (System.nanoTime() - start) / calls / size;
        }
      }
    }
    if (!Double.isFinite(checked) || checked == 0) {
      throw new IllegalStateException("the losses sum to " + checked);
    }
    for (int k = 0; k < names.size(); k++) {
      double[] ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ratios[round] = nanos[k][round] / nanos[0][round];
      }
      Arrays.sort(ratios);
      double[] sorted = nanos[k].clone();
      Arrays.sort(sorted);
      System.out.printf(
          Locale.ROOT,
          "%s %d %.4f %.4f%n",
          names.get(k),
          size,
          sorted[ROUNDS / 2],
          ratios[ROUNDS / 2]);
    }
  }
}

package dev.jaccard.bench;

import dev.jaccard.bench.SuiteSteps.Step;
import dev.jaccard.bench.peers.CCompiler;
import dev.jaccard.bench.peers.CMode;
import dev.jaccard.bench.peers.CSource;
import dev.jaccard.bench.report.SuiteReport;
import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * The benchmark suite: losses beside their peers and their limits, curves, widths, kinds of memory,
 * cold starts, each in JVMs of its own. Writes one file of results and one page.
 */
public final class Suite {
  private static final String USAGE =
      """
      Usage: java -jar jaccard-bench.jar [--quick | --full] [--name NAME] [--folder FOLDER]
                                         [--forks N] [--peers PYTHON.json]
        --quick        the default: under 3 minutes
        --full         every loss in every part, more sizes, forks and rounds: some 32 minutes
        --name NAME    of the files, by default suite-quick or suite-full
        --folder F     where NAME.json and NAME.html go, by default jmh/results or, where that is
                       not, this folder
        --forks N      how many JVMs measure the losses, by default 2, in a full run 5
        --peers FILE   results of jmh/python/peers.py to be shown beside\
      """;

  private static final Path RESULTS = Path.of("jmh", "results");

  private Suite() {}

  /**
   * Runs the suite.
   *
   * @param arguments see the usage
   * @throws IOException if a part fails or a file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    if (!SuiteJvm.hasVectors()) {
      System.exit(SuiteJvm.again(Suite.class, arguments));
    }
    String plan = "quick";
    String name = null;
    Path folder = Files.isDirectory(RESULTS) ? RESULTS : Path.of("");
    int forks = 0;
    List<Path> peers = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("--quick") || option.equals("--full")) {
        plan = option.substring(2);
      } else if (List.of("--name", "--folder", "--forks", "--peers").contains(option)
          && i + 1 < arguments.length) {
        String value = arguments[++i];
        switch (option) {
          case "--name" -> name = value;
          case "--forks" -> forks = Integer.parseInt(value);
          case "--folder" -> folder = Path.of(value);
          default -> peers.add(Path.of(value));
        }
      } else {
        boolean help = option.equals("--help") || option.equals("-h");
        (help ? System.out : System.err)
            .println((help ? "" : "unknown argument " + option + "\n") + USAGE);
        System.exit(help ? 0 : 2);
      }
    }
    String base = name == null ? "suite-" + plan : name;
    Files.createDirectories(folder);
    SuitePlan chosen = SuitePlan.of(plan);
    ResultFile results = run(forks > 0 ? chosen.withForks(forks) : chosen);
    for (Path file : peers) {
      results = results.and(ResultFile.read(file));
    }
    Path json = folder.resolve(base + ".json");
    Path page = folder.resolve(base + ".html");
    results.write(json);
    SuiteReport.write(results, page);
    System.out.println("results: " + json + ", report: " + page);
    if (results.provenance().containsKey(Provenance.FAILED)) {
      System.exit(1);
    }
  }

  private static ResultFile run(SuitePlan plan) throws IOException {
    List<Step> steps = SuiteSteps.of(plan);
    final double planned = steps.stream().mapToDouble(Step::seconds).sum();
    double left = planned;
    double done = 0;
    System.out.printf(
        Locale.ROOT,
        "The %s suite: %d JVMs, about %s on a quiet machine of two cores.%n",
        plan.name(),
        steps.size(),
        duration(left));
    SequencedMap<String, String> facts = Provenance.of(plan);
    compileInC(plan);
    ResultFile results = new ResultFile(facts, List.of());
    List<String> failed = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      System.out.printf(
          Locale.ROOT,
          "[%d/%d] %s; some %s left%n",
          i + 1,
          steps.size(),
          step.name(),
          duration(left));
      try {
        ResultFile part = SuiteJvm.run(step.program(), step.bits(), step.arguments());
        results = results.and(new ResultFile(new LinkedHashMap<>(), part.measurements()));
        String text = part.provenance().get(Provenance.REFUSED);
        if (text != null) {
          System.err.println("not reported: " + text);
          refused.add(step.name() + ": " + text);
        }
      } catch (IOException e) {
        System.err.println(e.getMessage());
        failed.add(step.name());
      }
      done += step.seconds();
      // a machine that was slow so far stays so
      left = (planned - done) * (System.nanoTime() - begin) / 1e9 / done;
    }
    facts.put(Provenance.LOAD_AFTER, Provenance.load());
    facts.put("duration", duration((System.nanoTime() - begin) / 1e9));
    if (!refused.isEmpty()) {
      facts.put(Provenance.REFUSED, String.join("; ", refused));
    }
    if (!failed.isEmpty()) {
      facts.put(Provenance.FAILED, String.join("; ", failed));
    }
    return new ResultFile(facts, results.measurements());
  }

  /** All of them before the first fork, on all cores, so that no fork has to wait. */
  private static void compileInC(SuitePlan plan) {
    CCompiler compiler = CCompiler.find().orElse(null);
    if (compiler == null) {
      System.out.println("No C compiler (gcc or cc) on the path: no C peer.");
      return;
    }
    System.out.println("compiling the losses in C, where that was not done before");
    List<CMode> modes = plan.modes().stream().filter(CMode::isPossible).toList();
    SuitePlan.losses().parallelStream()
        .forEach(loss -> {
          for (boolean gradient : List.of(false, true)) {
            if (gradient || plan.forwardLosses().contains(loss)) {
              String source = CSource.of(Losses.program(loss, gradient));
              modes.forEach(mode -> compiler.compile(source, mode));
            }
          }
        });
  }

  private static String duration(double seconds) {
    return seconds < 90
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.0f min", Math.ceil(seconds / 60));
  }
}

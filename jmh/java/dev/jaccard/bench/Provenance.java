package dev.jaccard.bench;

import dev.jaccard.bench.peers.CCompiler;
import dev.jaccard.emit.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run was made on and when. */
public final class Provenance {
  /** The name of the load before the run. */
  public static final String LOAD_BEFORE = "load before";

  /** The name of the load after the run. */
  public static final String LOAD_AFTER = "load after";

  /** The name of the CPU's caches. */
  public static final String CACHES = "caches of a core";

  /** The name of the vectors' width. */
  public static final String BITS = "vector bits";

  /** The name of the plan. */
  public static final String PLAN = "plan";

  /** The name of what was measured but is not reported, and why. */
  public static final String REFUSED = "not reported";

  /** The name of what could not be measured. */
  public static final String FAILED = "failed";

  private static final Path CACHE_FOLDER = Path.of("/sys/devices/system/cpu/cpu0/cache");

  private Provenance() {}

  /** What is known before a run. */
  static SequencedMap<String, String> of(SuitePlan plan) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(PLAN, plan.name());
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
    facts.put("commit", commit());
    facts.put("cpu", cpu());
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put(CACHES, caches());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    facts.put(BITS, Integer.toString(Lanes.COUNT * Float.SIZE));
    facts.put("flags", String.join(" ", SuiteJvm.FLAGS));
    facts.put("c compiler", CCompiler.find().map(CCompiler::version).orElse("none"));
    facts.put(LOAD_BEFORE, load());
    return facts;
  }

  /** The machine, the JVM and the date in one line, for tables of a page. */
  static String machine() {
    return String.join(
        ", ",
        cpu(),
        Runtime.getRuntime().availableProcessors() + " cores",
        caches(),
        "JDK " + System.getProperty("java.vm.version"),
        Lanes.COUNT * Float.SIZE + " bits",
        LocalDate.now(ZoneOffset.UTC).toString());
  }

  /** The mean number of running processes over the last minute. */
  static String load() {
    return String.format(
        Locale.ROOT, "%.2f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** Such as {@code L1 48K, L2 2048K, L3 307200K}; empty where the system does not tell. */
  private static String caches() {
    if (Files.notExists(CACHE_FOLDER)) {
      return "";
    }
    try (Stream<Path> folders = Files.list(CACHE_FOLDER)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("size")))
          .filter(folder -> !text(folder.resolve("type")).equals("Instruction"))
          .map(folder -> "L" + text(folder.resolve("level")) + " " + text(folder.resolve("size")))
          .sorted()
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "";
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String commit() {
    try {
      Process process = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
      String text = new String(process.getInputStream().readAllBytes()).strip();
      return text.isEmpty() ? "unknown" : text;
    } catch (IOException e) {
      return "unknown";
    }
  }
}

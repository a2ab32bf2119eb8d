package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What calls allocate when HotSpot has compiled them. */
public final class SteadyState {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 50;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** What a program says that found nothing wrong. */
  private static final String GOOD = "good";

  private SteadyState() {}

  /** Fails unless some calls in a row allocate nothing in the end. */
  public static void assertAllocatesNothing(Object name, Runnable call) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() < end) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, name + ": bytes in " + CALLS + " calls");
  }

  /**
   * Runs a program in a JVM of its own: in that of the tests, C2 has seen all kinds of memory and
   * widths of work.
   *
   * @param program its main method ends with {@link #good}
   */
  public static void assertGood(Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader reader = process.inputReader()) {
      String output = String.join("\n", reader.lines().toList());
      assertTrue(output.endsWith(GOOD), output);
    }
  }

  /** Says that nothing was found wrong. */
  public static void good() {
    System.out.println(GOOD);
  }
}

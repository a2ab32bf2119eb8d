package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jaccard.Boxes;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With compiled vectors suppression keeps the same boxes and allocates nothing. */
class NmsSteadyStateTest {
  private static final int BOXES = 3000;
  private static final int CALLS = 20;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  @Test
  void compiledSuppressionIsTheDefinitionsAndAllocatesNothing() throws IOException {
    // in a JVM of its own: here, other tests have shown C2 all kinds of memory
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                NmsSteadyStateTest.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader reader = process.inputReader()) {
      String output = String.join("\n", reader.lines().toList());
      assertTrue(output.endsWith("good"), output);
    }
  }

  /** Indices and bits of the scores that soft and matrix suppression keep. */
  private static List<int[]> rescored(NmsWorkspace workspace) {
    List<int[]> results = new ArrayList<>();
    for (Scenes.Kind kind : Scenes.Kind.values()) {
      Scenes scene = Scenes.of(kind, BOXES / 2, 6);
      for (Nms nms :
          new Nms[] {
            Nms.softLinear(0.3, 0),
            Nms.softLinear(0.3, 1),
            Nms.softGaussian(0.5, 0),
            Nms.matrixLinear(),
            Nms.matrixGaussian(2)
          }) {
        int[] kept = new int[2 * BOXES];
        int count =
            nms.apply(
                scene.boxes(),
                scene.scoreMemory(),
                scene.classMemory(),
                MemorySegment.ofArray(kept).asSlice(0, 4L * BOXES),
                MemorySegment.ofArray(kept).asSlice(4L * BOXES),
                workspace);
        kept[BOXES - 1] = count;
        results.add(kept);
      }
    }
    return results;
  }

  /**
   * Checks suppression in this JVM.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    NmsWorkspace workspace = new NmsWorkspace();
    List<int[]> scalar = rescored(workspace);
    Nms.warmUp().join();
    List<int[]> vector = rescored(workspace);
    for (int i = 0; i < scalar.size(); i++) {
      if (!Arrays.equals(scalar.get(i), vector.get(i))) {
        System.out.println("rescoring " + i + " gives other bits by vectors");
        return;
      }
    }
    for (Scenes.Kind kind : Scenes.Kind.values()) {
      Scenes scene = Scenes.of(kind, BOXES, 4);
      int[] expected = PlainNms.greedy(scene.rows(), scene.scores(), scene.classes(), 0.5);
      if (!Arrays.equals(expected, scene.kept(Nms.greedy(0.5), true, workspace))) {
        System.out.println(kind + " keeps other boxes");
        return;
      }
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, BOXES, 4);
    Boxes boxes = scene.boxes();
    MemorySegment scores = scene.scoreMemory();
    MemorySegment classes = scene.classMemory();
    MemorySegment kept = MemorySegment.ofArray(new int[BOXES]);
    for (Nms nms :
        new Nms[] {Nms.greedy(0.5), Nms.diou(0.5), Nms.softGaussian(0.5, 0), Nms.matrixLinear()}) {
      long end = System.nanoTime() + PATIENCE_NANOS;
      long least = Long.MAX_VALUE;
      while (least > 0 && System.nanoTime() < end) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
          nms.apply(boxes, scores, classes, kept, workspace);
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      if (least > 0) {
        System.out.println(least + " bytes in " + CALLS + " calls");
        return;
      }
    }
    System.out.println("good");
  }
}

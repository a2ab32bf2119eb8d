package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void benchMeasuresTheLossesThatAreNamedBesideMemory() {
    Cli run = Cli.run("bench", "iou", "--rounds", "1");
    assertEquals(0, run.status());
    List<String> lines = run.lines();
    assertTrue(lines.get(2).startsWith("loss "), run.out());
    assertTrue(lines.get(3).startsWith("(memory) "), run.out());
    String[] cells = lines.get(4).split(" +");
    assertEquals("iou", cells[0]);
    for (int i = 1; i < 7; i++) {
      assertTrue(Double.parseDouble(cells[i]) > 0, lines.get(4));
    }
    assertEquals(5, lines.size(), run.out());
  }
}

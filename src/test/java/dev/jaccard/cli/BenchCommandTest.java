package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static final String ENTRY =
      """
      [{"benchmark": "forwardBackward", "params": {"loss": "ciou"},
        "primaryMetric": {"score": 1, "scoreUnit": "ns/op", "rawData": %s}}]
      """;

  @Test
  void compareEndsWithStatusOneIfSomethingBecameSlower(@TempDir Path folder) throws IOException {
    String old =
        Files.writeString(folder.resolve("o.json"), ENTRY.formatted("[[1],[1]]")).toString();
    String now =
        Files.writeString(folder.resolve("n.json"), ENTRY.formatted("[[2],[2]]")).toString();
    Cli slower = Cli.run("bench", "--compare", old, now);
    assertEquals(1, slower.status());
    assertEquals("", slower.err());
    assertTrue(slower.out().contains("SLOWER: forwardBackward{loss=ciou}: 1.00 1.00 -> 2.00 2.00"));
    assertTrue(slower.out().contains("1 compared: 1 slower, 0 faster, 0 within"), slower.out());
    assertEquals(0, Cli.run("bench", "--compare", now, old).status());
    assertEquals(0, Cli.run("bench", "--compare", old, old).status());
  }

  @Test
  void suiteThatIsNotThereIsSaidToBeMissingAndHowToMakeIt() {
    Cli run = Cli.run("bench", "--full");
    assertEquals(1, run.status(), run.out());
    assertTrue(run.err().contains("./mvnw -q -Pjmh package makes it in target/"), run.err());
    assertTrue(run.err().contains("java -jar target/jaccard-bench.jar --full"), run.err());
  }

  @Test
  void suiteTakesNoLosses() {
    String message = "--quick and --full run the suite as it is, alone.";
    Cli.run("bench", "--quick", "ciou").failsWith(2, message);
    Cli.run("bench", "--quick", "--full").failsWith(2, message);
    Cli.run("bench", "--full", "--compare", "a", "b").failsWith(2, message);
  }

  @Test
  void compareRefusesWhatIsNoFileOfResults(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), "{}");
    Cli.run("bench", "--compare", file.toString(), file.toString())
        .failsWith(
            1, file + " is no file of results: it is not the array of entries that JMH writes.");
    Path missing = folder.resolve("missing.json");
    Cli.run("bench", "--compare", missing.toString(), file.toString())
        .failsWith(1, missing + " does not exist.");
    Cli.run("bench", "ciou", "--compare", file.toString(), file.toString())
        .failsWith(2, "--compare takes two files and no losses.");
  }
}

package dev.jaccard.results;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFileTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = folder.resolve("results.json");
    ResultFile written = ComparisonTest.run(1, ComparisonTest.measurement("jaccard", 1, 1.5));
    written.write(file);
    ResultFile read = ResultFile.read(file);
    assertEquals(written.provenance(), read.provenance());
    Measurement before = written.measurements().getLast();
    Measurement after = read.measurements().getLast();
    assertEquals(before.key(), after.key());
    assertEquals(before.figures(), after.figures());
    assertArrayEquals(before.forks().getLast(), after.forks().getLast());
  }

  @Test
  void filesOfJmhItselfAreRead() throws IOException {
    Path file = folder.resolve("jmh.json");
    Files.writeString(
        file,
        """
        [{"jmhVersion": "1.37", "benchmark": "a.B.c", "mode": "avgt", "params": {"n": "8"},
          "primaryMetric": {"score": 2.0, "scoreError": "NaN", "scoreUnit": "ns/op",
            "rawData": [[1.0, 2.0, 3.0], [2.0, 2.0, 2.0]]},
          "secondaryMetrics": {}}]
        """);
    Measurement measurement = ResultFile.read(file).find("a.B.c", "n", "8").orElseThrow();
    assertEquals(2, measurement.medians().count());
    assertEquals(2, measurement.medians().typical());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "{}",
        "[1]",
        "[{}]",
        "[{\"benchmark\": \"b\", \"primaryMetric\": {\"scoreUnit\": \"ns\", \"rawData\": []}}]",
        "[{\"benchmark\": \"b\", \"primaryMetric\": {\"scoreUnit\": \"ns\", \"rawData\": [[\"x\"]]}}]"
      })
  void otherFilesAreRefusedByName(String content) throws IOException {
    Path file = folder.resolve("other.json");
    Files.writeString(file, content);
    IOException refusal = assertThrows(IOException.class, () -> ResultFile.read(file));
    assertTrue(
        refusal.getMessage().startsWith(file + " is no file of results: "), refusal.getMessage());
  }
}

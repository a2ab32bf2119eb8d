package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Parameter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LossesCommandTest {
  private static final Pattern COUNTS =
      Pattern.compile("(\\d+) / (\\d+) +(\\d+) / (\\d+) +(\\d+) / (\\d+)$");

  @Test
  void everyLossIsListedWithItsFormulaPaperAndParameters() {
    List<String> lines = Cli.succeed("losses").lines();
    for (CatalogEntry entry : Catalog.entries()) {
      int row = indexOfRow(lines, entry.name());
      assertTrue(lines.get(row).contains(entry.paper()), lines.get(row));
      for (Parameter parameter : entry.parameters()) {
        assertTrue(
            parameter.name().equals("eps") || lines.get(row).contains(parameter.name() + "="),
            lines.get(row));
      }
      assertEquals("    " + entry.formula(), lines.get(row + 1));
    }
  }

  @Test
  void backwardCostsMoreOperationsAndFourPlanesMore() {
    List<String> lines = Cli.succeed("losses").lines();
    for (CatalogEntry entry : Catalog.entries()) {
      String line = lines.get(indexOfRow(lines, entry.name()));
      Matcher counts = COUNTS.matcher(line);
      assertTrue(counts.find(), line);
      assertTrue(number(counts, 1) < number(counts, 2), line);
      assertTrue(number(counts, 3) <= number(counts, 4), line);
      assertEquals(9 * Float.BYTES, number(counts, 5), line);
      assertEquals(13 * Float.BYTES, number(counts, 6), line);
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static int indexOfRow(List<String> lines, String name) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(name + " ")) {
        return i;
      }
    }
    throw new AssertionError("no row of " + name + " in " + lines);
  }
}

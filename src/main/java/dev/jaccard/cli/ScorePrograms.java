package dev.jaccard.cli;

import dev.jaccard.graph.Op;
import dev.jaccard.kernel.ScoreProgram;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Names;
import dev.jaccard.loss.Parameter;
import dev.jaccard.lower.Program;
import dev.jaccard.pass.DistributionPasses;
import dev.jaccard.pass.PlaneGroups;
import dev.jaccard.pass.SoftmaxPasses;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreEntry;
import dev.jaccard.scoreloss.ScoreExpression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The programs of losses of scores, for commands that describe them. */
final class ScorePrograms {
  static final String PASSES_NOTE = "of a softmax, those of its passes over planes.";

  private ScorePrograms() {}

  /** The parameters of a loss: those given, else their defaults; fails if one is unknown. */
  static Map<String, Double> parameters(ScoreEntry entry, Map<String, Double> given) {
    given.keySet().forEach(key -> Parameter.find(entry.name(), entry.parameters(), key));
    Map<String, Double> values = new LinkedHashMap<>();
    for (Parameter parameter : entry.parameters()) {
      Double value = given.get(parameter.name());
      values.put(
          parameter.name(),
          value == null ? parameter.defaultValue() : parameter.check(entry.name(), value));
    }
    return values;
  }

  /** Whether a name is one of a loss of scores. */
  static boolean knows(String name) {
    return ScoreCatalog.entries().stream().anyMatch(entry -> entry.name().equals(name));
  }

  /** Fails unless a name is one of a loss, of boxes or of scores. */
  static void requireLoss(String name) {
    Stream<String> boxes = Catalog.entries().stream().map(CatalogEntry::name);
    Stream<String> scores = ScoreCatalog.entries().stream().map(ScoreEntry::name);
    Names.find(Stream.concat(boxes, scores).toList(), Function.identity(), name, "loss");
  }

  /** The program of an elementwise loss. */
  static Program elementwise(ScoreEntry entry, Map<String, Double> parameters, boolean backward) {
    return new ScoreProgram(backward, false, false)
        .of(
            entry.name() + (backward ? ", forward and backward" : ", forward"),
            ScoreExpression.of(entry, parameters))
        .inTwoLoops();
  }

  /** The programs of the passes over planes, for softmax those of a whole group. */
  static List<Program> passes(ScoreEntry entry, Map<String, Double> parameters, boolean backward) {
    return entry.name().equals(ScoreCatalog.SOFTMAX)
        ? SoftmaxPasses.of(PlaneGroups.GROUP, backward, parameters.get("smoothing") > 0).programs()
        : DistributionPasses.of(
                new DistributionPasses.Wanted(
                    parameters.get("reg_max").intValue(), true, false, backward, false))
            .programs();
  }

  /** What an element costs; programs over planes are divided by their number. */
  record PerElement(String operations, String divisions, String bytes) {}

  static PerElement perElement(ScoreEntry entry, boolean backward) {
    Map<String, Double> parameters = parameters(entry, Map.of());
    if (entry.isElementwise()) {
      Cost cost = Cost.of(elementwise(entry, parameters, backward));
      return new PerElement(
          Integer.toString(cost.operations()),
          Integer.toString(cost.divisions()),
          Integer.toString(cost.bytesPerPair()));
    }
    double operations = 0;
    double divisions = 0;
    for (Program program : passes(entry, parameters, backward)) {
      // what an anchor has one of is little for each of its many planes
      boolean once = program.inputPlanes().size() < PlaneGroups.GROUP;
      operations += once ? 0 : (double) program.operationCount() / PlaneGroups.GROUP;
      divisions +=
          once ? 0 : (double) program.operations().getOrDefault(Op.DIV, 0) / PlaneGroups.GROUP;
    }
    return new PerElement(
        Long.toString(Math.round(operations)),
        Long.toString(Math.round(divisions)),
        backward ? "8" : "4");
  }
}

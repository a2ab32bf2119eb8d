package dev.jaccard.loss;

import dev.jaccard.BoxFormat;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import java.util.Map;

/**
 * A loss as an expression over the coordinates of one format: a definition with its parameters,
 * modifiers and convention filled in.
 *
 * @param pair the geometry
 * @param loss the loss of a pair, without its weight
 * @param targetDetached whether the target carries no gradient
 */
public record LossExpression(BoxPair pair, Node loss, boolean targetDetached) {
  /**
   * Builds the expression.
   *
   * @param entry the loss
   * @param parameters a value for each of the entry's parameters
   * @param modifiers the modifiers
   * @param convention the convention
   * @param format the boxes' format
   * @param fixedTarget whether one target, given by scalars, serves all pairs
   * @return the expression, in a graph of its own
   * @throws IllegalArgumentException if a modifier would change nothing
   */
  public static LossExpression of(
      CatalogEntry entry,
      Map<String, Double> parameters,
      Modifiers modifiers,
      Convention convention,
      BoxFormat format,
      boolean fixedTarget) {
    LossExpression first =
        define(entry, parameters, modifiers, convention, format, fixedTarget, false);
    return first.pair.centersUsed()
        ? define(entry, parameters, modifiers, convention, format, fixedTarget, true)
        : first;
  }

  private static LossExpression define(
      CatalogEntry entry,
      Map<String, Double> parameters,
      Modifiers modifiers,
      Convention convention,
      BoxFormat format,
      boolean fixedTarget,
      boolean centersUsed) {
    BoxPair pair =
        new BoxPair(
            new Graph(), format, convention, parameters.get("eps"), fixedTarget, centersUsed);
    LossTerms terms = new LossTerms(pair, parameters, modifiers, convention);
    Node loss = terms.weighted(entry.definition().define(terms));
    terms.requireModifiersUsed(entry.name());
    return new LossExpression(pair, loss, entry.targetDetached());
  }

  /**
   * The plain 1 - IoU, whose mean moves WIoU's running mean.
   *
   * @param convention the convention
   * @param epsilon the parameter {@code eps}
   * @param format the boxes' format
   * @return the expression, in a graph of its own
   */
  public static LossExpression iouLoss(Convention convention, double epsilon, BoxFormat format) {
    BoxPair pair = new BoxPair(new Graph(), format, convention, epsilon, false, false);
    return new LossExpression(pair, pair.iouLoss(), false);
  }
}

package dev.jaccard.loss;

import dev.jaccard.BoxFormat;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

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
   * @param fixed which box, given by scalars, serves all pairs
   * @return the expression, in a graph of its own
   * @throws IllegalArgumentException if a modifier would change nothing
   */
  public static LossExpression of(
      CatalogEntry entry,
      Map<String, Double> parameters,
      Modifiers modifiers,
      Convention convention,
      BoxFormat format,
      FixedBox fixed) {
    return of(
        entry,
        parameters,
        modifiers,
        convention,
        format,
        fixed,
        (definition, terms) -> terms.weighted(definition.define(terms)));
  }

  /**
   * Builds the expression of the similarity that belongs to a loss, 1 - loss in most cases, in the
   * place of the loss.
   *
   * @param entry the loss
   * @param parameters a value for each of the entry's parameters
   * @param modifiers the modifiers; focal, which is a weight of losses, is refused
   * @param convention the convention
   * @param format the boxes' format
   * @param fixed which box, given by scalars, serves all pairs
   * @return the expression, in a graph of its own
   * @throws IllegalArgumentException if a modifier has no meaning for it
   */
  public static LossExpression ofSimilarity(
      CatalogEntry entry,
      Map<String, Double> parameters,
      Modifiers modifiers,
      Convention convention,
      BoxFormat format,
      FixedBox fixed) {
    if (modifiers.focal() != 0) {
      throw new IllegalArgumentException(
          "focal is "
              + modifiers.focal()
              + " but must be 0: it is a weight of losses and has no meaning for a similarity");
    }
    return of(
        entry, parameters, modifiers, convention, format, fixed, BoxLossDefinition::similarity);
  }

  private static LossExpression of(
      CatalogEntry entry,
      Map<String, Double> parameters,
      Modifiers modifiers,
      Convention convention,
      BoxFormat format,
      FixedBox fixed,
      BiFunction<BoxLossDefinition, LossTerms, Node> reading) {
    Function<Boolean, LossExpression> build =
        centersUsed -> {
          BoxPair pair =
              new BoxPair(
                  new Graph(), format, convention, parameters.get("eps"), fixed, centersUsed);
          LossTerms terms = new LossTerms(pair, parameters, modifiers, convention);
          Node value = reading.apply(entry.definition(), terms);
          terms.requireModifiersUsed(entry.name());
          return new LossExpression(pair, value, entry.targetDetached());
        };
    LossExpression first = build.apply(false);
    return first.pair.centersUsed() ? build.apply(true) : first;
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
    BoxPair pair = new BoxPair(new Graph(), format, convention, epsilon, FixedBox.NONE, false);
    return new LossExpression(pair, pair.iouLoss(), false);
  }
}

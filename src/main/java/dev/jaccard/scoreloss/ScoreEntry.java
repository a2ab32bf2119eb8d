package dev.jaccard.scoreloss;

import dev.jaccard.loss.Parameter;
import java.util.List;

/**
 * A loss of the catalogue.
 *
 * @param name the name, such as {@code focal}
 * @param formula the loss in one line
 * @param paper where it comes from
 * @param parameters its parameters
 * @param definition the loss of one logit and its target; null for a loss over all classes of an
 *     anchor, or all bins of a distance
 */
public record ScoreEntry(
    String name,
    String formula,
    String paper,
    List<Parameter> parameters,
    ScoreDefinition definition) {
  /**
   * Whether it is the loss of one logit and its target.
   *
   * @return false for {@code softmax-ce} and {@code dfl}
   */
  public boolean isElementwise() {
    return definition != null;
  }
}

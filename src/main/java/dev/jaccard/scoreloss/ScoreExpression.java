package dev.jaccard.scoreloss;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import java.util.Map;

/**
 * A loss as an expression over one logit and its target: a definition with its parameters filled
 * in.
 *
 * @param graph the graph, of its own
 * @param loss the loss, without its weight
 * @param poison 0, or NaN where outputs shall be NaN; null if they become it by themselves
 */
public record ScoreExpression(Graph graph, Node loss, Node poison) {
  /**
   * Builds the expression.
   *
   * @param entry the loss
   * @param parameters a value for each of the entry's parameters
   * @return the expression
   * @throws IllegalArgumentException if the loss is not one of a single logit
   */
  public static ScoreExpression of(ScoreEntry entry, Map<String, Double> parameters) {
    if (!entry.isElementwise()) {
      throw new IllegalArgumentException(entry.name() + " is no loss of a single logit");
    }
    Graph graph = new Graph();
    ScoreTerms terms = new ScoreTerms(graph, parameters);
    Node loss = entry.definition().define(terms);
    return new ScoreExpression(graph, loss, terms.poisonOrNull());
  }
}

package dev.jaccard.match;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.loss.LossExpression;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What is computed of a pair: its similarity, or the better one of it and the best so far. */
enum PairProgram {
  /** The similarity, to be written or looked at. */
  SIMILARITY {
    @Override
    SequencedMap<Plane, Node> outputs(Graph graph, Node similarity) {
      SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
      outputs.put(new Plane("similarity", 0), similarity);
      return outputs;
    }
  },
  /** The best similarity of a column so far and its row's number, whose bits stand for an int. */
  BEST {
    @Override
    SequencedMap<Plane, Node> outputs(Graph graph, Node similarity) {
      Node value = graph.input(BEST_VALUE.argument(), BEST_VALUE.index());
      Node row = graph.input(BEST_ROW.argument(), BEST_ROW.index());
      Node better = value.lessThan(similarity);
      SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
      outputs.put(BEST_VALUE, better.select(similarity, value));
      outputs.put(BEST_ROW, better.select(graph.scalar(ROW), row));
      return outputs;
    }
  };

  /** The plane of the best similarities. */
  static final Plane BEST_VALUE = new Plane("best", 0);

  /** The plane of their rows. */
  static final Plane BEST_ROW = new Plane("best", 1);

  /** The scalar with the row's number. */
  static final String ROW = "row";

  abstract SequencedMap<Plane, Node> outputs(Graph graph, Node similarity);

  /** The lowered program. */
  Program lower(String name, LossExpression expression) {
    String title = "pairwise " + name + (this == BEST ? ", best" : "");
    Node similarity = expression.loss();
    for (Node poison : expression.pair().poisons()) {
      similarity = Lowering.poisoned(similarity, poison);
    }
    return Lowering.lowerAsIs(title, outputs(expression.pair().graph(), similarity), null);
  }
}

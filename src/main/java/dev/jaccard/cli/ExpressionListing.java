package dev.jaccard.cli;

import dev.jaccard.BoxFormat;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Notation;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.scoreloss.ScoreTerms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An expression as a list of equations: what is used more than once has a name, that of the field
 * where it has one, and stands before what is made of it.
 */
final class ExpressionListing {
  private static final int LONGEST = 72;

  private static final Map<Op, String> LEGEND = new LinkedHashMap<>();

  static {
    LEGEND.put(Op.RELU, "relu(a): max(a, 0); the gradient passes where a = 0");
    LEGEND.put(Op.MIN, "min(a, b): where a = b each side has half of the gradient");
    LEGEND.put(Op.MAX, "max(a, b): where a = b each side has half of the gradient");
    LEGEND.put(Op.STEP, "step(a, b): 1 where a < b, 1/2 where a = b, else 0");
    LEGEND.put(Op.LOG1P, "log1p(a): ln(1 + a)");
    LEGEND.put(Op.SIGMOID, "sigmoid(a): 1 / (1 + exp(-a))");
    LEGEND.put(Op.SOFTPLUS, "softplus(a): ln(1 + exp(a))");
    LEGEND.put(Op.STOP, "stop(a): a, through which no gradient flows");
    LEGEND.put(Op.STRAIGHT_THROUGH, "straight_through(a, b): a, with the gradient of b");
    LEGEND.put(Op.ROUNDED, "rounded(a): a, not to be fused with a sum");
  }

  private final Map<Node, Integer> uses = new HashMap<>();
  private final Map<Node, String> telling = new HashMap<>();
  private final Map<Node, String> defined = new HashMap<>();
  private final Set<Op> primitives = EnumSet.noneOf(Op.class);
  private List<String> lines = new ArrayList<>();
  private int temporaries;

  /**
   * A listing.
   *
   * @param pair the geometry, whose parts are called by their names
   * @param roots everything that will be listed
   */
  ExpressionListing(BoxPair pair, BoxFormat format, Collection<Node> roots) {
    nameInputs(pair, format);
    nameGeometry(pair);
    roots.forEach(this::count);
  }

  /**
   * A listing of a loss of scores.
   *
   * @param roots everything that will be listed
   */
  ExpressionListing(Graph graph, Collection<Node> roots) {
    defined.put(graph.input(ScoreTerms.LOGIT, 0), "x");
    defined.put(graph.input(ScoreTerms.TARGET, 0), "t");
    roots.forEach(this::count);
  }

  /** The names of a box's numbers; those of a target end in g. */
  static List<String> coordinates(BoxFormat format) {
    return switch (format) {
      case XYXY -> List.of("x1", "y1", "x2", "y2");
      case XYWH -> List.of("left", "top", "width", "height");
      case CXCYWH -> List.of("cx", "cy", "width", "height");
    };
  }

  /** The name of an input plane. */
  static String input(Plane plane, BoxFormat format) {
    return switch (plane.argument()) {
      case BoxPair.PREDICTION -> coordinates(format).get(plane.index());
      case BoxPair.TARGET -> coordinates(format).get(plane.index()) + "g";
      default -> plane.argument();
    };
  }

  private void nameInputs(BoxPair pair, BoxFormat format) {
    for (String argument : List.of(BoxPair.PREDICTION, BoxPair.TARGET)) {
      for (int i = 0; i < coordinates(format).size(); i++) {
        Node node = pair.graph().input(argument, i);
        defined.put(node, input((Plane) node.payload(), format));
      }
    }
  }

  private void nameGeometry(BoxPair pair) {
    telling.put(pair.width(), "w");
    telling.put(pair.height(), "h");
    telling.put(pair.targetWidth(), "wg");
    telling.put(pair.targetHeight(), "hg");
    telling.put(pair.widthDifference(), "dw");
    telling.put(pair.heightDifference(), "dh");
    telling.put(pair.centerOffsetX(), "dx");
    telling.put(pair.centerOffsetY(), "dy");
    telling.put(pair.centerDistanceSquared(), "rho2");
    telling.put(pair.enclosingWidth(), "cw");
    telling.put(pair.enclosingHeight(), "ch");
    telling.put(pair.enclosingArea(), "enclosing");
    telling.put(pair.enclosingDiagonalSquared(), "c2");
    telling.put(pair.intersection(), "intersection");
    telling.put(pair.union(), "union");
    telling.put(pair.iou(), "iou");
    telling.put(pair.iouLoss(), "iouLoss");
    telling.put(pair.poison(), "poison");
    telling.put(pair.epsilon(), "eps");
  }

  private void count(Node node) {
    if (uses.merge(node, 1, Integer::sum) == 1) {
      primitives.add(node.op());
      node.arguments().forEach(this::count);
    }
  }

  /** The equations that define a node and, unless they were listed before, what it is made of. */
  List<String> define(String name, Node node) {
    lines = new ArrayList<>();
    String text = defined.containsKey(node) ? defined.get(node) : apply(node);
    lines.add(name + " = " + bare(text));
    defined.putIfAbsent(node, name);
    return lines;
  }

  /** What the functions mean that occur. */
  List<String> legend() {
    return LEGEND.keySet().stream().filter(primitives::contains).map(LEGEND::get).toList();
  }

  private String text(Node node) {
    String known = defined.get(node);
    if (known != null) {
      return known;
    }
    String text = apply(node);
    if (node.arguments().isEmpty()) {
      return text;
    }
    if (telling.containsKey(node) || uses.get(node) > 1 || text.length() > LONGEST) {
      String name = telling.containsKey(node) ? telling.get(node) : "t" + ++temporaries;
      lines.add(name + " = " + bare(text));
      defined.put(node, name);
      return name;
    }
    return text;
  }

  private String apply(Node node) {
    String[] arguments = node.arguments().stream().map(this::text).toArray(String[]::new);
    String text = Notation.apply(node, arguments);
    boolean functional = !text.startsWith("(") && node.op() != Op.NEG;
    return functional
        ? Notation.apply(
            node, Arrays.stream(arguments).map(ExpressionListing::bare).toArray(String[]::new))
        : text;
  }

  /** Without the parentheses around all of it. */
  private static String bare(String text) {
    if (!text.startsWith("(")) {
      return text;
    }
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i == text.length() - 1 ? text.substring(1, i) : text;
      }
    }
    return text;
  }
}

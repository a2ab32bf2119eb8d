package dev.jaccard.experiment;

import dev.jaccard.BoxLoss;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * The losses of the experiments: all of the catalogue and a handful of published combinations.
 *
 * <p>Parameters are the catalogue's defaults but for two that depend on the size of what is looked
 * at. {@code mpdiou} is given an image of 20 x 20 in the DIoU protocol and of 1 x 1 in WIoU's, of
 * which the disk of anchor points lies in the middle. {@code nwd}'s k, the mean size of the
 * objects, is the square root of the targets' area.
 */
public final class StandardLosses {
  private static final double FOCAL = 0.5;
  private static final double ALPHA = 3;
  private static final double INNER = 0.75;
  private static final double FOCALER_LOW = 0;
  private static final double FOCALER_HIGH = 0.95;

  private static final SequencedMap<String, Supplier<BoxLoss.Builder>> COMBINATIONS =
      combinations();

  private StandardLosses() {}

  private static SequencedMap<String, Supplier<BoxLoss.Builder>> combinations() {
    SequencedMap<String, Supplier<BoxLoss.Builder>> builders = new LinkedHashMap<>();
    builders.put("focal-eiou", () -> BoxLoss.builder("eiou").focal(FOCAL));
    builders.put("alpha-ciou", () -> BoxLoss.builder("ciou").alpha(ALPHA));
    builders.put("inner-siou", () -> BoxLoss.builder("siou").inner(INNER));
    builders.put("inner-ciou", () -> BoxLoss.builder("ciou").inner(INNER));
    builders.put("focal-siou", () -> BoxLoss.builder("siou").focal(FOCAL));
    builders.put("focaler-iou", () -> BoxLoss.builder("iou").focaler(FOCALER_LOW, FOCALER_HIGH));
    return builders;
  }

  /**
   * The names: the catalogue's, then {@code focal-eiou} (gamma 0.5), {@code alpha-ciou} (alpha 3),
   * {@code inner-siou} and {@code inner-ciou} (ratio 0.75), {@code focal-siou} (gamma 0.5) and
   * {@code focaler-iou} (d 0, u 0.95).
   *
   * @return the names, in the order of tables
   */
  public static List<String> names() {
    List<String> names =
        new ArrayList<>(Catalog.entries().stream().map(CatalogEntry::name).toList());
    names.addAll(COMBINATIONS.keySet());
    return List.copyOf(names);
  }

  /**
   * All of the losses, for {@link Experiment.Builder#losses(Map)}.
   *
   * @param protocol what the parameters are to suit
   * @return a loss for each name, in the order of {@link #names()}
   */
  public static SequencedMap<String, BoxLoss> all(Protocol protocol) {
    SequencedMap<String, BoxLoss> losses = new LinkedHashMap<>();
    names().forEach(name -> losses.put(name, of(name, protocol)));
    return losses;
  }

  /**
   * One of the losses.
   *
   * @param name one of {@link #names()}
   * @param protocol what the parameters are to suit
   * @return the loss
   * @throws IllegalArgumentException if there is none of that name; the message says the nearest
   *     one
   */
  public static BoxLoss of(String name, Protocol protocol) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "there is no loss '"
              + name
              + "'; did you mean '"
              + Names.nearest(name, names())
              + "'? (known are "
              + String.join(", ", names())
              + ")");
    }
    if (COMBINATIONS.containsKey(name)) {
      return COMBINATIONS.get(name).get().build();
    }
    Protocol.Geometry geometry = protocol.geometry();
    BoxLoss.Builder builder = BoxLoss.builder(name);
    switch (name) {
      case "mpdiou" ->
          builder.param("width", geometry.imageSize()).param("height", geometry.imageSize());
      case "nwd" -> builder.param("k", Math.sqrt(geometry.targetArea()));
      default -> {}
    }
    return builder.build();
  }
}

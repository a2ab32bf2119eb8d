package dev.jaccard.yolo;

import dev.jaccard.match.NmsWorkspace;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;

/** What a thread needs to decode images with a {@link Decoder}, used again for each of them. */
final class DecodeRun {
  private final Decoder decoder;
  private final Head head;
  private final Single single = new Single();
  private final Region[] regions;
  private final SurvivorScan scan;
  private final float[] raw;
  private final Cell cell = new Cell();
  private final float[] corners = new float[BoxCoding.COORDINATES];
  private final Candidates candidates = new Candidates();
  private final NmsWorkspace workspace = new NmsWorkspace();

  DecodeRun(Decoder decoder) {
    this.decoder = decoder;
    this.head = decoder.head();
    this.regions = new Region[decoder.regions().most()];
    for (int i = 0; i < regions.length; i++) {
      regions[i] = new Region();
    }
    this.scan = new SurvivorScan(head);
    this.raw = new float[head.coding().channels()];
  }

  /** A list of one tensor, which no call has to make. */
  private static final class Single extends AbstractList<Tensor> {
    private Tensor tensor;

    @Override
    public Tensor get(int index) {
      return tensor;
    }

    @Override
    public int size() {
      return 1;
    }
  }

  int decode(Tensor output, int image, Letterbox letterbox, Detections detections) {
    single.tensor = output;
    try {
      return decode(single, image, letterbox, detections);
    } finally {
      single.tensor = null;
    }
  }

  int decode(List<Tensor> outputs, int image, Letterbox letterbox, Detections detections) {
    Objects.requireNonNull(detections, "detections");
    int count = decoder.regions().locate(outputs, image, regions);
    detections.requireWritable();
    candidates.clear();
    long scores = 0;
    for (int i = 0; i < count; i++) {
      scores += (long) regions[i].count * head.classes();
    }
    boolean vectors = decoder.usesVectors(scores);
    for (int i = 0; i < count; i++) {
      collect(regions[i], vectors);
      regions[i].segment = null;
    }
    detections.clear();
    int most = Math.min(decoder.maximum(), detections.capacity());
    if (head.scores() == Head.Scores.LABEL) {
      for (int i = 0; i < Math.min(most, candidates.count()); i++) {
        publish(i, letterbox, detections);
      }
    } else if (candidates.count() > 0) {
      Candidates.View view = candidates.view();
      int kept =
          decoder
              .suppression()
              .apply(
                  view.boxes(),
                  view.scores(),
                  decoder.isClassAware() ? view.classes() : null,
                  candidates.kept(),
                  workspace);
      for (int rank = 0; rank < Math.min(most, kept); rank++) {
        publish(candidates.kept(rank), letterbox, detections);
      }
    }
    return detections.count();
  }

  private void collect(Region region, boolean vectors) {
    Survivors survivors = scan.find(region, decoder.bound(), vectors);
    cell.anchorWidth = region.anchorWidth;
    cell.anchorHeight = region.anchorHeight;
    for (int i = 0; i < survivors.count; i++) {
      int anchor = survivors.anchor[i];
      if (head.scores() == Head.Scores.LABEL) {
        collectLabel(region, anchor);
      } else if (decoder.isMultiLabel()) {
        collectClasses(region, anchor);
      } else if (scan.knowsBestClass()) {
        collectClass(region, anchor, survivors.label[i], survivors.best[i], false);
      } else {
        int best = bestClass(region, anchor);
        collectClass(region, anchor, best, region.get(anchor, head.firstClass() + best), false);
      }
    }
  }

  private void collectLabel(Region region, int anchor) {
    float label = region.get(anchor, head.gate() + 1);
    if (label >= 0 && label < head.classes()) {
      float score = score(region.get(anchor, head.gate()));
      if (score > decoder.threshold((int) label) && decodeBox(region, anchor)) {
        candidates.add(corners, score, (int) label);
      }
    }
  }

  private void collectClasses(Region region, int anchor) {
    boolean decoded = false;
    for (int c = 0; c < head.classes(); c++) {
      // a box that is not finite is decoded for each class anew, and left out each time
      float value = region.get(anchor, head.firstClass() + c);
      decoded |= collectClass(region, anchor, c, value, decoded);
    }
  }

  /**
   * Adds an anchor as a candidate of a class if its score suffices.
   *
   * @param value the class's score as it stands in the output
   * @param decoded whether its box was decoded before
   * @return whether it was added
   */
  private boolean collectClass(Region region, int anchor, int label, float value, boolean decoded) {
    float score = score(value);
    if (head.scores() == Head.Scores.OBJECTNESS) {
      score *= score(region.get(anchor, head.gate()));
    }
    if (score > decoder.threshold(label) && (decoded || decodeBox(region, anchor))) {
      candidates.add(corners, score, label);
      return true;
    }
    return false;
  }

  private int bestClass(Region region, int anchor) {
    float best = Float.NEGATIVE_INFINITY;
    int label = 0;
    for (int c = 0; c < head.classes(); c++) {
      float value = region.get(anchor, head.firstClass() + c);
      if (value > best) {
        best = value;
        label = c;
      }
    }
    return label;
  }

  private float score(float value) {
    return head.areLogits() ? Sigmoid.of(value) : value;
  }

  /** Decodes the box of an anchor into the corners; false if it is not finite. */
  private boolean decodeBox(Region region, int anchor) {
    for (int channel = 0; channel < raw.length; channel++) {
      raw[channel] = region.get(anchor, channel);
    }
    if (head.grid() != null) {
      placeCell(region, anchor);
    }
    head.coding().decode(raw, cell, corners);
    boolean finite = true;
    for (float corner : corners) {
      finite &= Float.isFinite(corner);
    }
    return finite;
  }

  private void placeCell(Region region, int anchor) {
    int level = region.level;
    int index = anchor;
    if (level == Head.ALL_LEVELS) {
      level = 0;
      while (index >= head.grid().cells(level)) {
        index -= head.grid().cells(level);
        level++;
      }
    }
    cell.place(head.grid(), level, index);
  }

  private void publish(int candidate, Letterbox letterbox, Detections detections) {
    float x1 = candidates.corner(candidate, 0);
    float y1 = candidates.corner(candidate, 1);
    float x2 = candidates.corner(candidate, 2);
    float y2 = candidates.corner(candidate, 3);
    if (letterbox != null) {
      x1 = letterbox.clippedX(x1);
      y1 = letterbox.clippedY(y1);
      x2 = letterbox.clippedX(x2);
      y2 = letterbox.clippedY(y2);
    }
    detections.add(x1, y1, x2, y2, candidates.score(candidate), candidates.label(candidate));
  }
}

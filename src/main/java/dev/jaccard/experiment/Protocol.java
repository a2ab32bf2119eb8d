package dev.jaccard.experiment;

/** What an experiment does: which boxes, which targets, which descent and what is measured. */
public enum Protocol {
  /**
   * The regression experiment of the DIoU paper (arXiv 1911.08287): anchors uniform in the disk of
   * radius 3 about (10, 10), targets of area 1 at its centre, plain gradient descent. The error is
   * the sum over all cases of |x-xg| + |y-yg| + |w-wg| + |h-hg|.
   */
  DIOU(
      "diou",
      "DIoU",
      "arXiv 1911.08287",
      200,
      new Geometry(10, 3, 1, new double[] {0.5, 0.67, 0.75, 1, 1.33, 1.5, 2}, 20),
      Coordinates.CENTER),

  /**
   * The regression experiment of the WIoU paper (arXiv 2301.10051): anchors in the disk of radius
   * 0.5 about (0.5, 0.5), denser towards its centre, targets of area 1/32 there, Adam. The error is
   * the mean over all cases of 1 - IoU.
   */
  WIOU(
      "wiou",
      "WIoU",
      "arXiv 2301.10051",
      120,
      new Geometry(
          0.5,
          0.5,
          1.0 / 32,
          new double[] {1.0 / 32, 1.0 / 24, 3.0 / 64, 1.0 / 16, 1.0 / 12, 3.0 / 32, 1.0 / 8},
          1),
      Coordinates.CORNERS);

  /**
   * Where the boxes are.
   *
   * @param center both coordinates of the disk's and of all targets' centre
   * @param radius the disk's radius
   * @param targetArea the area of all targets
   * @param areas the areas of the anchors
   * @param imageSize the sides of the image, where a loss asks for them
   */
  record Geometry(
      double center, double radius, double targetArea, double[] areas, double imageSize) {}

  private final String key;
  private final String title;
  private final String paper;
  private final int steps;
  private final Geometry geometry;
  private final Coordinates coordinates;

  Protocol(
      String key,
      String title,
      String paper,
      int steps,
      Geometry geometry,
      Coordinates coordinates) {
    this.key = key;
    this.title = title;
    this.paper = paper;
    this.steps = steps;
    this.geometry = geometry;
    this.coordinates = coordinates;
  }

  /**
   * The protocol's name on the command line.
   *
   * @return {@code diou} or {@code wiou}
   */
  public String key() {
    return key;
  }

  /**
   * The protocol's name in text.
   *
   * @return {@code DIoU} or {@code WIoU}
   */
  public String title() {
    return title;
  }

  /**
   * Where it was published.
   *
   * @return the paper
   */
  public String paper() {
    return paper;
  }

  /**
   * How many steps the paper takes.
   *
   * @return 200 or 120
   */
  public int defaultSteps() {
    return steps;
  }

  /**
   * Which coordinates the paper optimises.
   *
   * @return the coordinates
   */
  public Coordinates defaultCoordinates() {
    return coordinates;
  }

  /** What the error is, a noun phrase. */
  String measure() {
    return switch (this) {
      case DIOU -> "sum of |x-xg| + |y-yg| + |w-wg| + |h-hg| over all cases";
      case WIOU -> "mean of 1 - IoU over all cases";
    };
  }

  /** What the error of an anchor point is, a noun phrase. */
  String pointMeasure() {
    return switch (this) {
      case DIOU -> "final error of a point's cases, summed";
      case WIOU -> "final 1 - IoU of a point's cases, on average";
    };
  }

  Geometry geometry() {
    return geometry;
  }
}

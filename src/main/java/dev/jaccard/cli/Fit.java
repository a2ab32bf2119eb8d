package dev.jaccard.cli;

import dev.jaccard.yolo.Letterbox;

/** How an image was fitted into a network's input. */
enum Fit {
  /** Padding on both sides. */
  CENTERED(Letterbox::centered),
  /** Padding at the right and bottom. */
  CORNER(Letterbox::topLeft),
  /** No padding. */
  STRETCHED(Letterbox::stretched);

  private interface Maker {
    Letterbox make(int imageWidth, int imageHeight, int networkWidth, int networkHeight);
  }

  private final Maker maker;

  Fit(Maker maker) {
    this.maker = maker;
  }

  Letterbox letterbox(Size image, Size network) {
    return maker.make(image.width(), image.height(), network.width(), network.height());
  }
}

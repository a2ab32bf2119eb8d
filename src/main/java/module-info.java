/** SIMD kernels for detection losses, forward and backward. */
module dev.jaccard {
  requires static com.google.gson;
  requires static info.picocli;
  requires static java.desktop;
  requires static jdk.incubator.vector;
  requires static me.tongfei.progressbar;

  exports dev.jaccard;
  exports dev.jaccard.classification;
  exports dev.jaccard.experiment;
  exports dev.jaccard.graph;
  exports dev.jaccard.loss;
  exports dev.jaccard.match;
  exports dev.jaccard.npy;
  exports dev.jaccard.reference;
  exports dev.jaccard.scoreloss;
  exports dev.jaccard.yolo;

  opens dev.jaccard.cli to
      info.picocli;
}

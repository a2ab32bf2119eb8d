package dev.jaccard.experiment;

/** Counts the blocks of cases that are done and tells the listener. Thread-safe. */
final class ProgressCount {
  private final Progress progress;
  private final long total;
  private String loss = "";
  private long done;

  ProgressCount(Progress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  synchronized void begin(String name) {
    loss = name;
    progress.update(loss, done, total);
  }

  synchronized void blockDone() {
    done++;
    progress.update(loss, done, total);
  }
}

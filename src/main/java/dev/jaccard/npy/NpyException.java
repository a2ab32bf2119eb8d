package dev.jaccard.npy;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that cannot be read or written as an array. The message is one sentence that names the
 * file and the reason.
 */
public final class NpyException extends IOException {

  private static final long serialVersionUID = 1;

  NpyException(Path path, String problem) {
    super(path + " " + problem);
  }

  NpyException(Path path, String problem, IOException cause) {
    super(path + " " + problem, cause);
  }
}

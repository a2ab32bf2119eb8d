package dev.jaccard.cli;

import java.util.Objects;
import picocli.CommandLine;

/** The version of this program, as the manifest of its jar says. */
final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"jaccard " + text()};
  }

  /** The version, or {@code unpackaged} where the classes do not come from a jar. */
  static String text() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "unpackaged");
  }
}

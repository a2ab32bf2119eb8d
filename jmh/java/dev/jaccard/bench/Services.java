package dev.jaccard.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The services whose libraries are there. */
final class Services {
  private Services() {}

  /** All of a kind; says which were left out as their libraries are missing. */
  static <T> List<T> found(Class<T> kind) {
    List<T> found = new ArrayList<>();
    Iterator<T> services = ServiceLoader.load(kind).iterator();
    boolean more = true;
    while (more) {
      try {
        more = services.hasNext();
        if (more) {
          found.add(services.next());
        }
      } catch (ServiceConfigurationError | NoClassDefFoundError e) {
        // compiled once in the profile peers, whose libraries are not there now
        System.err.println("left out: " + e.getMessage());
      }
    }
    return found;
  }
}

package dev.jaccard.cli;

import java.lang.module.ModuleFinder;

/** The module of the Vector API; asking for it loads nothing of the library. */
final class VectorModule {
  static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether this JVM was given the module. */
  static boolean isPresent() {
    return ModuleLayer.boot().findModule(NAME).isPresent();
  }

  /** Whether a JVM of this JDK can be given the module. */
  static boolean isInstalled() {
    return ModuleFinder.ofSystem().find(NAME).isPresent();
  }
}

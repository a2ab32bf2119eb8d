package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InfoCommandTest {
  @Test
  void infoDescribesThisMachine() {
    Cli info = Cli.succeed("info");
    assertFalse(info.value("cpu").isEmpty());
    assertFalse(info.value("version").isEmpty());
    assertEquals(Integer.toString(Runtime.getRuntime().availableProcessors()), info.value("cores"));
    assertTrue(info.value("java").contains(Runtime.version().toString()), info.out());
    assertTrue(info.value("vectors").matches("(128|256|512) bits, (4|8|16) floats"), info.out());
    assertEquals("vector", info.value("backend"));
    assertTrue(info.value("fma").matches("yes|no"), info.out());
  }
}

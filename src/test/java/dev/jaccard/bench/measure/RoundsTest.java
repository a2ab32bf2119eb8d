package dev.jaccard.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.results.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Tasks are timed when they run as they will, and not reported when they do not. */
class RoundsTest {
  private static final Rounds ROUNDS = new Rounds(1e5, 5, 1e5, 1e8);

  private static Task task(String name, DoubleSupplier run, Guard guard) {
    return new Task(name, Map.of("n", "1"), 1, run, guard);
  }

  private static List<String> names(Timings timings) {
    return timings.measurements().stream().map(Measurement::benchmark).toList();
  }

  @Test
  void whatItsGuardRefusesAtTheEndIsNotReported() {
    AtomicInteger asked = new AtomicInteger();
    Task steady = task("steady", () -> 1, Guard.NONE);
    // as if C2 had thrown its code away meanwhile
    Task lost = task("lost", () -> 1, () -> asked.getAndIncrement() == 0 ? "" : "not compiled");
    Timings timings = ROUNDS.measure(List.of(steady, lost));
    assertEquals(List.of("steady"), names(timings));
    assertEquals(List.of("lost {n=1}: not compiled"), timings.refused());
    assertEquals(5, timings.measurements().getFirst().forks().getFirst().length);
  }

  @Test
  void warmUpWaitsForTheGuard() {
    AtomicInteger asked = new AtomicInteger();
    Guard guard = () -> asked.incrementAndGet() < 10 ? "not yet" : "";
    Timings timings = ROUNDS.measure(List.of(task("late", () -> 1, guard)));
    assertEquals(List.of("late"), names(timings));
    assertEquals(List.of(), timings.refused());
  }

  @Test
  void callsThatAllocateAreNotCompiled() {
    List<Object> kept = new ArrayList<>();
    DoubleSupplier boxing =
        () -> {
          kept.clear();
          kept.add(new float[16]);
          return kept.size();
        };
    String refusal = Guard.compiled(boxing, () -> true).refusal();
    assertTrue(refusal.startsWith("a call allocates 80 bytes"), refusal);
    assertEquals("", Guard.compiled(() -> 1, () -> true).refusal());
    assertTrue(Guard.compiled(() -> 1, () -> false).refusal().contains("not in use"));
  }

  @Test
  void memoryThatOthersDroveOutComesBackFirst() {
    List<String> order = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      DoubleSupplier run =
          () -> {
            order.add(name);
            return 1;
          };
      tasks.add(task(name, run, Guard.NONE).over(name.equals("c") ? "its own" : "shared"));
    }
    // a call each in the last round, after those that bring the memory back
    new Rounds(0, 1, 0, 0).measure(tasks);
    int last = order.size();
    assertEquals(
        List.of("a", "a", "a", "a", "a", "b", "b", "c", "c", "c", "c", "c"),
        order.subList(last - 12, last));
  }

  @Test
  void whatComputesNothingIsAnError() {
    Task dead = task("dead", () -> 0, Guard.NONE);
    String message =
        assertThrows(IllegalStateException.class, () -> ROUNDS.measure(List.of(dead))).getMessage();
    assertEquals("dead {n=1} computed 0.0", message);
  }
}

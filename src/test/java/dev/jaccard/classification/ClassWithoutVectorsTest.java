package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaccard.Backend;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where the Vector API is not there, losses of scores run their scalar reading. */
@Tag("novector")
class ClassWithoutVectorsTest {
  @Test
  void classesAndDistributionsAreComputed() {
    MemorySegment gradient = Scores.plane(40);
    ClassBatch batch =
        new ClassBatch(Scores.plane(40), ClassLayout.ROWS, 2, 20)
            .targets(Scores.plane(40))
            .classTargets(new int[20])
            .gradient(gradient);
    for (String name : new String[] {"bce", "softmax-ce"}) {
      ClassLoss loss = ClassLoss.of(name);
      loss.warmUp();
      int terms = loss.isElementwise() ? 40 : 20;
      assertEquals(terms * Math.log(2), loss.forwardBackward(batch), 1e-5, name);
    }
    assertEquals(-0.5, Scores.doubles(gradient)[0], 1e-6);
    DistributionLoss dfl = DistributionLoss.of(2);
    dfl.warmUp();
    DistributionBatch distances =
        new DistributionBatch(Scores.plane(40), 5)
            .targets(Scores.plane(20))
            .gradient(Scores.plane(40));
    assertEquals(5 * Math.log(2), dfl.forwardBackward(distances), 1e-5);
  }

  @Test
  void theVectorBackendIsRefused() {
    for (String name : new String[] {"bce", "softmax-ce"}) {
      ClassLoss.Builder builder = ClassLoss.builder(name).backend(Backend.VECTOR);
      assertThrows(IllegalArgumentException.class, builder::build);
    }
  }
}

package dev.jaccard.yolo;

import dev.jaccard.Backend;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One decoder serves several threads. */
class DecoderThreadsTest {
  private static final int THREADS = 4;
  private static final int IMAGES = 6;
  private static final int ROUNDS = 20;

  @Test
  void threadsThatShareADecoderFindWhatOneFinds() {
    Scenario scenario = Scenario.classes(9, 500, false, true);
    SplittableRandom random = new SplittableRandom(11);
    List<List<float[]>> images = new ArrayList<>();
    List<List<PlainDecoder.Found>> expected = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      images.add(scenario.image(random));
      expected.add(scenario.oracle.decode(images.get(i)));
    }
    Tensor batch = scenario.tensors(Arena.ofAuto(), Scenario.Memory.NATIVE, images).getFirst();
    Decoder decoder = scenario.decoder(Backend.SCALAR);
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      running.add(
          CompletableFuture.runAsync(
              () -> {
                Detections found = Detections.allocate(Arena.ofAuto(), 500);
                for (int round = 0; round < ROUNDS; round++) {
                  int image = (first + round) % IMAGES;
                  decoder.decode(batch, image, null, found);
                  Scenario.assertFound(expected.get(image), found, "image " + image);
                }
              },
              task -> Thread.ofPlatform().start(task)));
    }
    running.forEach(CompletableFuture::join);
  }
}

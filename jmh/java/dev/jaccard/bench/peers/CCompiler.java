package dev.jaccard.bench.peers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The machine's C compiler. Libraries are kept in {@code target/c-kernels} of the working folder by
 * what they were compiled from, so that all forks of a run share them.
 */
public final class CCompiler {
  private static final long PATIENCE_SECONDS = 120;
  private static final Path FOLDER = Path.of("target", "c-kernels");
  private static final Optional<CCompiler> HERE =
      Stream.of("gcc", "cc").flatMap(CCompiler::onPath).findFirst().map(CCompiler::new);

  private final Path executable;
  private final String version;

  private CCompiler(Path executable) {
    this.executable = executable;
    this.version = run(List.of(executable.toString(), "--version")).lines().findFirst().orElse("");
  }

  /**
   * The compiler.
   *
   * @return the one on the path, gcc before cc; empty where there is none
   */
  public static Optional<CCompiler> find() {
    return HERE;
  }

  /**
   * What it calls itself.
   *
   * @return the first line of its version
   */
  public String version() {
    return version;
  }

  /**
   * Compiles a library.
   *
   * @param source the translation unit
   * @param mode how
   * @return the library
   * @throws IllegalStateException if the compiler refuses; the message has what it said
   */
  public Path compile(String source, CMode mode) {
    try {
      Files.createDirectories(FOLDER);
      String key = version + "\n" + String.join(" ", mode.options()) + "\n" + source;
      String name = HexFormat.of().formatHex(sha256(key), 0, 12);
      Path library = FOLDER.resolve(name + ".so").toAbsolutePath();
      if (Files.exists(library)) {
        return library;
      }
      Path code = Files.createTempFile(FOLDER, name, ".c");
      Path unfinished = Files.createTempFile(FOLDER, name, ".part");
      Files.writeString(code, source);
      List<String> command = new ArrayList<>(List.of(executable.toString()));
      command.addAll(mode.options());
      command.addAll(List.of("-o", unfinished.toString(), code.toString()));
      run(command);
      Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(code);
      return library;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> onPath(String name) {
    String path = System.getenv("PATH");
    return Stream.of(path == null ? new String[0] : path.split(File.pathSeparator))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable);
  }

  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

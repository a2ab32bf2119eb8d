package dev.jaccard.page;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** The source of Apache ECharts, of whatever version is on the class path. */
public final class ChartLibrary {
  private static final String FOLDER = "META-INF/resources/webjars/echarts/";
  private static final Pattern SOURCE =
      Pattern.compile(Pattern.quote(FOLDER) + "[^/]+/dist/echarts\\.min\\.js");

  private ChartLibrary() {}

  /**
   * The minified source.
   *
   * @return JavaScript
   * @throws IOException if it is not there
   */
  public static String source() throws IOException {
    Enumeration<URL> folders = ChartLibrary.class.getClassLoader().getResources(FOLDER);
    while (folders.hasMoreElements()) {
      if (folders.nextElement().openConnection() instanceof JarURLConnection connection) {
        // a cached JarFile belongs to all who look at this jar
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
          JarEntry entry =
              jar.stream()
                  .filter(e -> SOURCE.matcher(e.getName()).matches())
                  .findFirst()
                  .orElse(null);
          if (entry != null) {
            try (InputStream in = jar.getInputStream(entry)) {
              return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
          }
        }
      }
    }
    throw new IOException(
        "the report's charts need Apache ECharts: org.webjars.npm:echarts on the class path");
  }
}

package io.mcpmanager.server.web;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Pictures of pages. With {@code -Dscreenshots=true} they become those of the documentation, else they are left in
 * {@code target/screenshots} to be looked at.
 */
final class Screenshots {

  private static final boolean WANTED = Boolean.getBoolean("screenshots");
  private static final Path DOCUMENTATION = Path.of("..", "docs", "screenshots");
  private static final Path LEFT = Path.of("target", "screenshots");
  private static final int COLOURS = 256;

  /** Times and ids are other ones in every run, and no picture shall change for them. */
  private static final String ALWAYS_THE_SAME = """
      () => {
        const same = (text) => text
          .replace(/\\b\\d{1,2}:\\d{2}:\\d{2}(\\.\\d+)?/g, '12:34:56$1')
          .replace(/\\b\\d+ (seconds?|minutes?|s|sec|min) ago/g, '5 min ago')
          .replace(/\\b\\d{1,2} [A-Z][a-z]{2} \\d{4}, \\d{2}:\\d{2}\\b/g, '2 Jan 2026, 12:34')
          .replace(/\\b[0-9a-z]{26}\\b/g, '01k5q8w3e7r2t6y9u4i1o0p5a8')
          .replace(/\\/tmp\\/dashboard\\d+/g, '/opt/mcp')
          .replace(/127\\.0\\.0\\.1:\\d+/g, '127.0.0.1:7420');
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const after = same(walker.currentNode.data);
          if (after !== walker.currentNode.data) walker.currentNode.data = after;
        }
        for (const field of document.querySelectorAll('input, textarea')) {
          const after = same(field.value);
          if (after !== field.value) field.value = after;
        }
      }""";

  private Screenshots() {}

  /** Takes a picture of what is in the window; its file is named after the page and the look. */
  static void take(Page page, String name) {
    Object ignored = page.evaluate(ALWAYS_THE_SAME);
    byte[] png =
        page.screenshot(new Page.ScreenshotOptions().setAnimations(ScreenshotAnimations.DISABLED));
    try {
      // a phone in the dark shows nobody anything new
      if (WANTED && !name.endsWith("-phone-dark")) {
        write(
            fewColours(ImageIO.read(new ByteArrayInputStream(png))),
            Files.createDirectories(DOCUMENTATION).resolve(name + ".png"));
      } else {
        ignored = Files.write(Files.createDirectories(LEFT).resolve(name + ".png"), png);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The same with the colours used most; the others become the nearest of them. A page has few, so nobody sees it. */
  private static BufferedImage fewColours(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    int[] palette = counts.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()))
        .limit(COLOURS)
        .mapToInt(Map.Entry::getKey)
        .toArray();
    var model = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    var small = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
    Map<Integer, Integer> nearest = new HashMap<>();
    for (int i = 0; i < pixels.length; i++) {
      int index = nearest.computeIfAbsent(pixels[i], pixel -> nearest(pixel, palette));
      small.getRaster().setSample(i % width, i / width, 0, index);
    }
    return small;
  }

  private static int nearest(int colour, int[] palette) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.length; i++) {
      int distance = square(colour >> 16, palette[i] >> 16)
          + square(colour >> 8, palette[i] >> 8)
          + square(colour, palette[i]);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  private static int square(int one, int other) {
    int difference = (one & 0xff) - (other & 0xff);
    return difference * difference;
  }

  private static void write(BufferedImage picture, Path file) throws IOException {
    ImageWriter writer =
        ImageIO.getImageWriters(new ImageTypeSpecifier(picture), "png").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionQuality(0);
    Files.deleteIfExists(file);
    try (var out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), how);
    } finally {
      writer.dispose();
    }
  }
}

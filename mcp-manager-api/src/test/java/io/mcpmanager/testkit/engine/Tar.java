package io.mcpmanager.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Writes an archive that an engine takes as a layer. The same content always gives the same bytes. */
final class Tar {

  private static final int BLOCK = 512;
  private static final int MAX_NAME = 100;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Set<String> folders = new HashSet<>();

  /** Adds a file at an absolute path, with the folders above it. */
  Tar file(String path, byte[] content, boolean executable) {
    parents(path);
    header(path.substring(1), content.length, executable ? 0755 : 0644, '0', "");
    out.writeBytes(content);
    out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    return this;
  }

  Tar folder(String path) {
    if (folders.add(path)) {
      parents(path);
      header(path.substring(1) + "/", 0, path.equals("/tmp") ? 01777 : 0755, '5', "");
    }
    return this;
  }

  Tar link(String path, String target) {
    parents(path);
    header(path.substring(1), 0, 0777, '2', target);
    return this;
  }

  /** Adds a folder of this machine with everything in it. */
  Tar tree(String path, Path source) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(source)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      file(
          path + "/" + source.relativize(file), Files.readAllBytes(file), Files.isExecutable(file));
    }
    return this;
  }

  byte[] toBytes() {
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private void parents(String path) {
    int end = path.lastIndexOf('/');
    if (end > 0) {
      folder(path.substring(0, end));
    }
  }

  private void header(String name, long size, int mode, char type, String target) {
    if (name.getBytes(UTF_8).length >= MAX_NAME || target.length() >= MAX_NAME) {
      throw new IllegalArgumentException("too long a name for this archive: " + name);
    }
    var header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, "%011o".formatted(size));
    put(header, 136, "00000000000");
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte one : header) {
      sum += one & 0xff;
    }
    put(header, 148, "%06o".formatted(sum));
    header[154] = 0;
    out.writeBytes(header);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}

package io.mcpmanager.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** nginx as a plain reverse proxy: kept connections, no log, bodies in memory. */
final class Nginx {

  private static final String CONFIGURATION = """
      daemon off;
      pid FOLDER/pid;
      error_log stderr error;
      worker_processes auto;
      USER
      events { worker_connections 512; }
      http {
        access_log off;
        tcp_nodelay on;
        keepalive_requests 100000000;
        client_max_body_size 64m;
        client_body_buffer_size 2m;
        client_body_temp_path FOLDER/body;
        proxy_temp_path FOLDER/proxy;
        fastcgi_temp_path FOLDER/fastcgi;
        uwsgi_temp_path FOLDER/uwsgi;
        scgi_temp_path FOLDER/scgi;
        upstream mcp {
          server 127.0.0.1:UPSTREAM;
          keepalive 128;
          keepalive_requests 100000000;
        }
        server {
          listen 127.0.0.1:LISTEN;
          location / {
            proxy_pass http://mcp;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffers 16 128k;
            proxy_max_temp_file_size 0;
          }
        }
      }
      """;

  /** Starts it; empty if it is not installed. */
  static Optional<Process> start(Path folder, int upstream, int port) throws IOException {
    Optional<Path> program =
        Programs.onPath("nginx").or(() -> Programs.executable(Path.of("/usr/sbin/nginx")));
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.resolve("nginx.conf");
    String user = System.getProperty("user.name");
    Files.writeString(
        file,
        CONFIGURATION
            .replace("FOLDER", folder.toString())
            .replace("UPSTREAM", Integer.toString(upstream))
            .replace("LISTEN", Integer.toString(port))
            // who may not change the user must not name one
            .replace("USER", user.equals("root") ? "user root;" : ""));
    return Optional.of(
        new ProcessBuilder(program.get().toString(), "-p", folder.toString(), "-c", file.toString())
            .inheritIO()
            .start());
  }

  private Nginx() {}
}

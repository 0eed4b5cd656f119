package dev.kasava.keys.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An nginx with one static file: as it is, and behind {@code auth_request}. */
final class Nginx {
  static final String PLAIN = "/plain/file.txt";
  static final String CHECKED = "/checked/file.txt";

  private static final String CONFIGURATION =
      """
      USER
      worker_processes auto;
      daemon off;
      pid FOLDER/nginx.pid;
      error_log stderr warn;
      events { worker_connections 1024; }
      http {
        access_log off;
        client_body_temp_path FOLDER/body;
        proxy_temp_path FOLDER/proxy;
        fastcgi_temp_path FOLDER/fastcgi;
        uwsgi_temp_path FOLDER/uwsgi;
        scgi_temp_path FOLDER/scgi;
        sendfile on;
        keepalive_requests 1000000;
        upstream kasava {
          server KASAVA;
          keepalive 64;
          keepalive_requests 1000000;
        }
        server {
          listen 127.0.0.1:PORT;
          location /plain/ { alias FOLDER/www/; }
          location /checked/ {
            auth_request /kasava;
            alias FOLDER/www/;
          }
          location = /kasava {
            internal;
            proxy_pass http://kasava/api/v1/auth;
            proxy_http_version 1.1;
            proxy_pass_request_body off;
            proxy_set_header Connection "";
            proxy_set_header Content-Length "";
            proxy_set_header Host 127.0.0.1;
          }
        }
      }
      """;

  private Nginx() {}

  /**
   * Starts it in the foreground, in a folder of its own.
   *
   * @param check who is asked whether a key is good
   */
  static Contender start(Path folder, Contender check) throws IOException, InterruptedException {
    String nginx = Tools.program("nginx", "nginx-light");
    Files.createDirectories(folder.resolve("www"));
    Files.writeString(folder.resolve("www/file.txt"), "a small file\n");
    int port = Contender.freePort();
    // Its workers would be somebody who may not read this folder.
    boolean isRoot = System.getProperty("user.name").equals("root");
    String text =
        CONFIGURATION
            .replace("USER", isRoot ? "user root;" : "")
            .replace("FOLDER", folder.toString())
            .replace("KASAVA", URI.create(check.address()).getAuthority())
            .replace("PORT", Integer.toString(port));
    Path file = folder.resolve("nginx.conf");
    Files.writeString(file, text);
    return Contender.start(
        List.of(nginx, "-p", folder.toString(), "-c", file.toString(), "-e", "stderr"),
        Map.of(),
        folder,
        port);
  }
}

# The program in a container, with the telephone line as its command.
#
#   docker build -t spraakloket .
#   docker run --rm -v spraakloket:/var/lib/spraakloket spraakloket models fetch
#   docker run --rm -v spraakloket:/var/lib/spraakloket spraakloket index \
#       --source markdown:/usr/share/spraakloket/knowledge --out /var/lib/spraakloket/index
#   docker run --network host -v spraakloket:/var/lib/spraakloket spraakloket
#
# Settings: mount a file at /etc/spraakloket/spraakloket.toml, or set SPRAAKLOKET_SECTION_KEY. The telephone line needs the
# host's network: SIP names addresses and ports in its messages. A kiosk needs devices; install the package for it.

FROM rust:1.95.0-bookworm AS build
# The image has the compiler of rust-toolchain.toml, without the parts that only checks need.
ENV RUSTUP_TOOLCHAIN=1.95.0
# For any processor with AVX2, not the one that builds.
ENV GGML_NATIVE=OFF
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends cmake clang libclang-dev pkg-config libasound2-dev libsonic-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN cargo build --locked --profile dist --bins \
    && mkdir /package \
    && packaging/deb target/dist/spraakloket target/dist/build/espeak-rs-sys-*/out/share/espeak-ng-data /package

FROM debian:bookworm-slim
COPY --from=build /package /package
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends /package/*.deb \
    && rm -rf /var/lib/apt/lists/* /package
# hadolint ignore=DL3066
USER spraakloket
WORKDIR /var/lib/spraakloket
VOLUME /var/lib/spraakloket
# The line accepts no new calls after this, and ends when the last one is over or phone.drain_seconds have passed.
STOPSIGNAL SIGTERM
ENTRYPOINT ["spraakloket"]
CMD ["phone"]

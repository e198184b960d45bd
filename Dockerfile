# poolcheck and nothing else. Build the program first: packaging/static
FROM scratch
COPY dist/poolcheck /poolcheck
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/poolcheck"]

# All targets use one profile, one feature set and one folder outside the checkout, so that Bevy is built once.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/fallline-target

FILM := out/rosenbrock.mp4

.PHONY: demo run test

# Renders a ten-second film without a window.
demo:
	@scripts/install-missing build vulkan
	@mkdir -p $(dir $(FILM))
	cargo run --locked -- render rosenbrock --seconds 10 --output $(FILM)
	@echo "The film is $(CURDIR)/$(FILM)"

# Opens the window with the same build: an optimized one would build Bevy a second time.
run:
	@scripts/install-missing build vulkan window
	cargo run --locked -- $(SCENE)

test:
	@scripts/install-missing build vulkan window screen
	cargo test --locked

# Everything builds with one profile and one feature set, in one folder outside the checkout: Bevy is built once.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/fallline-target

FILM := out/rosenbrock.mp4

.PHONY: demo run test

# A ten-second film, made without a window.
demo:
	@scripts/install-missing build vulkan
	@mkdir -p $(dir $(FILM))
	cargo run --locked -- render rosenbrock --seconds 10 --output $(FILM)
	@echo "The film is $(CURDIR)/$(FILM)"

# The window, by the build that is there: an optimized one would build Bevy a second time.
run:
	@scripts/install-missing build vulkan window
	cargo run --locked -- $(SCENE)

test:
	@scripts/install-missing build vulkan window screen
	cargo test --locked

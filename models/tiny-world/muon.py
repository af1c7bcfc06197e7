"""The Muon optimizer: momentum whose update to each weight matrix is made orthogonal.

It needs far fewer steps than Adam here. Updates are scaled to the size Adam's would have, so one learning rate serves
both; what is no matrix (biases, norms, embeddings) is left to AdamW.
"""

import torch
from torch import Tensor, nn

import training
from team import Team

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the quintic that drives all singular values towards 1


def orthogonalise(matrix: Tensor, iterations: int = 5) -> Tensor:
    """The nearest matrix [rows, columns] with singular values near 1, by Newton-Schulz steps."""
    a, b, c = _COEFFICIENTS
    x = matrix.bfloat16() if matrix.is_cuda or training.multiplies_bfloat16() else matrix
    tall = x.shape[0] > x.shape[1]
    x = x.T.contiguous() if tall else x.contiguous()
    x = x / (x.norm() + 1e-7)
    for _ in range(iterations):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.T if tall else x).float()


class Muon(torch.optim.Optimizer):
    def __init__(self, params: list[nn.Parameter], lr: float, momentum: float = 0.95, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if not state:
                    state["momentum"] = torch.zeros_like(parameter)
                average = state["momentum"].lerp_(parameter.grad, 1 - group["momentum"])
                ahead = parameter.grad.lerp(average, group["momentum"])
                update = orthogonalise(ahead.flatten(1)).view_as(parameter)
                scale = 0.2 * max(parameter.shape[0], parameter[0].numel()) ** 0.5
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update, alpha=-group["lr"] * scale)


class Optimizers:
    """Muon for the weight matrices of `model`, AdamW for the rest, under one learning rate.

    In a team each process steps its share of the matrices and hands the results to the others. Their momenta are
    therefore gathered before a checkpoint is written: `state_dict` and `load_state_dict` are called by all processes.
    """

    def __init__(self, model: nn.Module, adam_only: tuple[str, ...], weight_decay: float, team: Team | None = None) -> None:
        matrices, rest = [], []
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:
                continue
            plain = parameter.dim() < 2 or parameter.flatten(1).shape[1] == 1 or any(part in name for part in adam_only)
            (rest if plain else matrices).append(parameter)
        self._team = team or Team(0, 1)
        self._shares: list[list[nn.Parameter]] = [[] for _ in range(self._team.size)]
        for parameter in sorted(matrices, key=lambda matrix: -matrix.numel()):
            min(self._shares, key=lambda share: sum(matrix.numel() for matrix in share)).append(parameter)
        self._matrices = matrices
        self._muon = Muon(self._shares[self._team.rank], lr=1.0, weight_decay=weight_decay)
        self._adam = torch.optim.AdamW(rest, lr=1.0, betas=(0.9, 0.98), weight_decay=0.0, fused=True)

    def step(self, rate: float) -> None:
        """Applies the gradients and clears them."""
        for optimizer in (self._muon, self._adam):
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
        for parameter in (*self._matrices, *self._adam.param_groups[0]["params"]):
            parameter.grad = None
        for rank, share in enumerate(self._shares):
            self._team.spread(rank, [parameter.data for parameter in share])

    def state_dict(self) -> dict:
        """Adam's state and the momenta of all matrices, in the model's order."""
        for parameter in self._matrices:
            self._muon.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
        for rank, share in enumerate(self._shares):
            self._team.spread(rank, [self._muon.state[parameter]["momentum"] for parameter in share])
        return {"adam": self._adam.state_dict(), "momenta": [self._muon.state[p]["momentum"] for p in self._matrices]}

    def load_state_dict(self, state: dict) -> None:
        self._adam.load_state_dict(state["adam"])
        for parameter, momentum in zip(self._matrices, state["momenta"], strict=True):
            self._muon.state[parameter]["momentum"] = momentum.to(parameter.device)
